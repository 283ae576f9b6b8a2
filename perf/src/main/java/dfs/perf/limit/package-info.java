/** What the machine can do without a server of ours: disks, hashes, a bare web server, a bare index. */
@NullMarked
package dfs.perf.limit;

import org.jspecify.annotations.NullMarked;
