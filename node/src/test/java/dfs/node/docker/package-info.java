/** What docker-compose.yml starts, and what becomes of it when its network is cut. Left out where no Docker engine answers, and said. */
@NullMarked
package dfs.node.docker;

import org.jspecify.annotations.NullMarked;
