/** How a cluster comes into being, and how a node finds into one: decided from what nodes tell one another before any metadata is open. */
@NullMarked
package dfs.node.forming;

import org.jspecify.annotations.NullMarked;
