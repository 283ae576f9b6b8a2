/** The S3 surface: a verticle that opens the port, reads requests, and lets operations answer them. */
@NullMarked
package dfs.s3;

import org.jspecify.annotations.NullMarked;
