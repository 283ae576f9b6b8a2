/** Histories of operations on single keys, recorded from many clients at once, and the judge of whether they are linearizable. */
@NullMarked
package dfs.history;

import org.jspecify.annotations.NullMarked;
