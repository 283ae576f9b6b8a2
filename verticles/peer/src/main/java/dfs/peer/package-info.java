/** How nodes talk to one another directly. */
@NullMarked
package dfs.peer;

import org.jspecify.annotations.NullMarked;
