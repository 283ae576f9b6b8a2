@NullMarked
package dfs.s3.signature;

import org.jspecify.annotations.NullMarked;
