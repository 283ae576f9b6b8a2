/** Clients that people use, against a node in a process of its own. One that the machine does not have is left out, and said. */
@NullMarked
package dfs.node.clients;

import org.jspecify.annotations.NullMarked;
