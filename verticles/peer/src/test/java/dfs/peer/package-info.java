@NullMarked
package dfs.peer;

import org.jspecify.annotations.NullMarked;
