/** The truth about what exists: a deterministic state machine over an ordered index, and the verticle that serves it. */
@NullMarked
package dfs.metadata;

import org.jspecify.annotations.NullMarked;
