/** Who belongs to the cluster, and how that is proved on a connection. */
@NullMarked
package dfs.peer.link;

import org.jspecify.annotations.NullMarked;
