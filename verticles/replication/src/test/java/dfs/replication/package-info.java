@NullMarked
package dfs.replication;

import org.jspecify.annotations.NullMarked;
