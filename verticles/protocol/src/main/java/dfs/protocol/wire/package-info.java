/** How questions, answers and errors are written where they leave the process. */
@NullMarked
package dfs.protocol.wire;

import org.jspecify.annotations.NullMarked;
