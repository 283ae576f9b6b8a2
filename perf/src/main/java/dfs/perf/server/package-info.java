/** The process that is measured. */
@NullMarked
package dfs.perf.server;

import org.jspecify.annotations.NullMarked;
