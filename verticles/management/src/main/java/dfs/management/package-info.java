/** The management API: a node's HTTP surface for people and tools that look after it. */
@NullMarked
package dfs.management;

import org.jspecify.annotations.NullMarked;
