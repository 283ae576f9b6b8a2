/** What can go wrong, as values: one table of error codes and the failure that carries one. */
@NullMarked
package dfs.core.error;

import org.jspecify.annotations.NullMarked;
