@NullMarked
package dfs.s3.operation;

import org.jspecify.annotations.NullMarked;
