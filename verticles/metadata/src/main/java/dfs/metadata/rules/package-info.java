/** What each mutation does and refuses. Pure: no clock, no dice, nothing but the index. */
@NullMarked
package dfs.metadata.rules;

import org.jspecify.annotations.NullMarked;
