@NullMarked
package dfs.management;

import org.jspecify.annotations.NullMarked;
