@NullMarked
package dfs.storage.format;

import org.jspecify.annotations.NullMarked;
