/** Names of things: buckets, keys, versions, uploads, blobs. Each is checked where it is made and cannot be invalid afterwards. */
@NullMarked
package dfs.core.name;

import org.jspecify.annotations.NullMarked;
