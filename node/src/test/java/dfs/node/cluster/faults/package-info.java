/** Three nodes in processes of their own under a mixed load, while disks, clocks, processes and links fail; what clients were told is judged. */
@NullMarked
package dfs.node.cluster.faults;

import org.jspecify.annotations.NullMarked;
