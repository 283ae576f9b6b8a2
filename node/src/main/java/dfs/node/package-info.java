/** The process: puts the parts of a node together, starts them in order, and stops them in the reverse one. */
@NullMarked
package dfs.node;

import org.jspecify.annotations.NullMarked;
