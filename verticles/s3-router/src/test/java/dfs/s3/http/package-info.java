@NullMarked
package dfs.s3.http;

import org.jspecify.annotations.NullMarked;
