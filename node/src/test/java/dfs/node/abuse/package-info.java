/** Clients that take what they can get of a node and give nothing back, beside one that behaves. */
@NullMarked
package dfs.node.abuse;

import org.jspecify.annotations.NullMarked;
