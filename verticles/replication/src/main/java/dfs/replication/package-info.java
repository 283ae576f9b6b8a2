/** On which stores a blob must be, and the background work between the stores and the metadata. */
@NullMarked
package dfs.replication;

import org.jspecify.annotations.NullMarked;
