/** Which nodes make up the cluster, and how they prove to one another that they belong to it. */
@NullMarked
package dfs.protocol.cluster;

import org.jspecify.annotations.NullMarked;
