/** A node as a process of its own, as a user runs it: started from the distribution, stopped by signals. */
@NullMarked
package dfs.node.process;

import org.jspecify.annotations.NullMarked;
