/** Checksum algorithms of S3 and their arithmetic. */
@NullMarked
package dfs.core.checksum;

import org.jspecify.annotations.NullMarked;
