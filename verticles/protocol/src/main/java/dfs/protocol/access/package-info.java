/** Questions to the policy: may this principal do that. */
@NullMarked
package dfs.protocol.access;

import org.jspecify.annotations.NullMarked;
