/** The aws-chunked body encoding: chunks with or without signatures, and trailing headers. */
@NullMarked
package dfs.s3.chunked;

import org.jspecify.annotations.NullMarked;
