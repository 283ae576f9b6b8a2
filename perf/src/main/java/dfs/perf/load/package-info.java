/** Many connections at once, and what was counted while they ran. */
@NullMarked
package dfs.perf.load;

import org.jspecify.annotations.NullMarked;
