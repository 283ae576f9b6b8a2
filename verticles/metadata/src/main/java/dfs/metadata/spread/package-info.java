/** Several groups as one: where each mutation and query goes, and how what they answer is put together. */
@NullMarked
package dfs.metadata.spread;

import org.jspecify.annotations.NullMarked;
