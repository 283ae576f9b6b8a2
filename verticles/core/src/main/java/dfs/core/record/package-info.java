/** What the system remembers: buckets, object versions, uploads, parts, users and keys, as immutable records. */
@NullMarked
package dfs.core.record;

import org.jspecify.annotations.NullMarked;
