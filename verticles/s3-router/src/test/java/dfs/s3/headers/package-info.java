@NullMarked
package dfs.s3.headers;

import org.jspecify.annotations.NullMarked;
