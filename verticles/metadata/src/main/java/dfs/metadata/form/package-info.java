/** Binary forms of everything the index and the log hold; each begins with its version. */
@NullMarked
package dfs.metadata.form;

import org.jspecify.annotations.NullMarked;
