/** Which nodes keep the bytes of a blob. */
@NullMarked
package dfs.core.placement;

import org.jspecify.annotations.NullMarked;
