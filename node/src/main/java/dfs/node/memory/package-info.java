/** Stand-ins in memory for metadata and bytes. */
@NullMarked
package dfs.node.memory;

import org.jspecify.annotations.NullMarked;
