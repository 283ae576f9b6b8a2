/** A lean S3 client: signed requests over one blocking connection each. */
@NullMarked
package dfs.perf.client;

import org.jspecify.annotations.NullMarked;
