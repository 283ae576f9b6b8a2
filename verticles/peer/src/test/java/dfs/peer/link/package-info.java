@NullMarked
package dfs.peer.link;

import org.jspecify.annotations.NullMarked;
