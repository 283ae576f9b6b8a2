@NullMarked
package dfs.metadata.index;

import org.jspecify.annotations.NullMarked;
