@NullMarked
package dfs.s3;

import org.jspecify.annotations.NullMarked;
