@NullMarked
package dfs.peer.blob;

import org.jspecify.annotations.NullMarked;
