@NullMarked
package dfs.s3.xml;

import org.jspecify.annotations.NullMarked;
