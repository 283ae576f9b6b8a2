/** The blobs of another node: its store as this node sees it, and what this node answers others. */
@NullMarked
package dfs.peer.blob;

import org.jspecify.annotations.NullMarked;
