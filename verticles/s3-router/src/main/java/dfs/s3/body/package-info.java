/** Bytes of objects on their way in and out: unwrapped, hashed, kept; found, cut to a range, streamed. */
@NullMarked
package dfs.s3.body;

import org.jspecify.annotations.NullMarked;
