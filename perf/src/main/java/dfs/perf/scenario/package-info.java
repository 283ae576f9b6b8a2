/** What is measured, by name. */
@NullMarked
package dfs.perf.scenario;

import org.jspecify.annotations.NullMarked;
