/** How blobs look on disk: segments, records, files and their checksums, as pure bytes. */
@NullMarked
package dfs.storage.format;

import org.jspecify.annotations.NullMarked;
