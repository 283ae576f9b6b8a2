/** What the environment says, as checked and typed records: one record per part of the node. */
@NullMarked
package dfs.config;

import org.jspecify.annotations.NullMarked;
