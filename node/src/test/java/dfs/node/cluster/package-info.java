/** Three nodes in processes of their own: formed, killed, paused, cut off from one another, wiped and grown. */
@NullMarked
package dfs.node.cluster;

import org.jspecify.annotations.NullMarked;
