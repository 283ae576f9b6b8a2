@NullMarked
package dfs.storage.disk;

import org.jspecify.annotations.NullMarked;
