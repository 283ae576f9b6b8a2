/** The headers that several operations read and write: metadata of objects, conditions, ranges, dates. */
@NullMarked
package dfs.s3.headers;

import org.jspecify.annotations.NullMarked;
