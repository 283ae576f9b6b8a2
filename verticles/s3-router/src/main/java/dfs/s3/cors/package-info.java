/** Cross-origin requests: which rule of a bucket matches, and which headers follow from it. */
@NullMarked
package dfs.s3.cors;

import org.jspecify.annotations.NullMarked;
