/** What is left of a node's work when its process dies at any moment. */
@NullMarked
package dfs.node.crash;

import org.jspecify.annotations.NullMarked;
