/** An ordered index of byte keys in tables, and how composite keys are laid out. */
@NullMarked
package dfs.metadata.index;

import org.jspecify.annotations.NullMarked;
