/** A node whose disk is full, read-only, failed or gone. */
@NullMarked
package dfs.node.faults;

import org.jspecify.annotations.NullMarked;
