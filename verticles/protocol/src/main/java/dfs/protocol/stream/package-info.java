/** How the bytes of a connection come to the thread that reads them. */
@NullMarked
package dfs.protocol.stream;

import org.jspecify.annotations.NullMarked;
