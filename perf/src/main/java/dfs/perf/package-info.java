/** Measures a server that speaks S3, beside the limits of the machine it runs on. */
@NullMarked
package dfs.perf;

import org.jspecify.annotations.NullMarked;
