/** The {@code dfs} command: starts a node, and looks after one over its management API. */
@NullMarked
package dfs.cli;

import org.jspecify.annotations.NullMarked;
