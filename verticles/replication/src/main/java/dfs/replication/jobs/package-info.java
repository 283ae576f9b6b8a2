/** Background work: scrub, garbage, compaction, and what runs them. */
@NullMarked
package dfs.replication.jobs;

import org.jspecify.annotations.NullMarked;
