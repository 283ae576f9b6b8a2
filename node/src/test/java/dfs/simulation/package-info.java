/** Whole clusters in one thread: the decisions of nodes under faults of network, disks, clocks and processes, repeated by a seed. */
@NullMarked
package dfs.simulation;

import org.jspecify.annotations.NullMarked;
