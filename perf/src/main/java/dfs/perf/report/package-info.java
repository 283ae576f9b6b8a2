/** Figures as a table, as JSON and as plots; the budgets. */
@NullMarked
package dfs.perf.report;

import org.jspecify.annotations.NullMarked;
