/** Questions to the metadata: queries that read and mutations that commit. */
@NullMarked
package dfs.protocol.metadata;

import org.jspecify.annotations.NullMarked;
