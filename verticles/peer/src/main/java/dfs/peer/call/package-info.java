/** Calls from node to node: small ones, bytes in and bytes out, and streams. */
@NullMarked
package dfs.peer.call;

import org.jspecify.annotations.NullMarked;
