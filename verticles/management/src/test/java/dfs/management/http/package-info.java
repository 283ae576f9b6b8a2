@NullMarked
package dfs.management.http;

import org.jspecify.annotations.NullMarked;
