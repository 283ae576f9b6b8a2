/** What each part says of its own state. */
@NullMarked
package dfs.protocol.health;

import org.jspecify.annotations.NullMarked;
