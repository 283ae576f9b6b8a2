@NullMarked
package dfs.replication.copies;

import org.jspecify.annotations.NullMarked;
