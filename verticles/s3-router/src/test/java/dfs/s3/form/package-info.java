@NullMarked
package dfs.s3.form;

import org.jspecify.annotations.NullMarked;
