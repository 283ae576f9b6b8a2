/** The store of blobs on one local disk. */
@NullMarked
package dfs.storage.disk;

import org.jspecify.annotations.NullMarked;
