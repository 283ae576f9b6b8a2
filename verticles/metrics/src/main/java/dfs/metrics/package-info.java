/** The verticle that says how the node is: its metrics page, its health and the dashboard's figures. */
@NullMarked
package dfs.metrics;

import org.jspecify.annotations.NullMarked;
