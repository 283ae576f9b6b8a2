/** Nouns and arithmetic shared by every part. No clock, no dice, no input or output, no Vert.x. */
@NullMarked
package dfs.core;

import org.jspecify.annotations.NullMarked;
