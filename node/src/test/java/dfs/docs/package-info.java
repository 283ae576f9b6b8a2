/** The pages and files that are derived from code. */
@NullMarked
package dfs.docs;

import org.jspecify.annotations.NullMarked;
