@NullMarked
package dfs.s3.chunked;

import org.jspecify.annotations.NullMarked;
