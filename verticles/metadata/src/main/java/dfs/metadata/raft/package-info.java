/** The log on Apache Ratis: batches mutations, makes them durable, and has them applied. */
@NullMarked
package dfs.metadata.raft;

import org.jspecify.annotations.NullMarked;
