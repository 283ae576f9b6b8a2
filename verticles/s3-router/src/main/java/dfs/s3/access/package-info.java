/** Who sent a request, proven. */
@NullMarked
package dfs.s3.access;

import org.jspecify.annotations.NullMarked;
