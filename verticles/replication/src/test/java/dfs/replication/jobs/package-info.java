@NullMarked
package dfs.replication.jobs;

import org.jspecify.annotations.NullMarked;
