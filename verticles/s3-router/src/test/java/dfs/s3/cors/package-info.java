@NullMarked
package dfs.s3.cors;

import org.jspecify.annotations.NullMarked;
