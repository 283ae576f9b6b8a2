/** Records of one name, as versions of a node have them. */
@NullMarked
package dfs.protocol.wire.older;

import org.jspecify.annotations.NullMarked;
