@NullMarked
package dfs.peer.call;

import org.jspecify.annotations.NullMarked;
