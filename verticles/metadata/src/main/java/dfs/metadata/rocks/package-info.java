/** The index on RocksDB. */
@NullMarked
package dfs.metadata.rocks;

import org.jspecify.annotations.NullMarked;
