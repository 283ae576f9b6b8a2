/** The event bus between the nodes of a cluster, and who is on it. The only code that sees Hazelcast. */
@NullMarked
package dfs.config.bus;

import org.jspecify.annotations.NullMarked;
