/** Who may do what: principals, actions and the one function that decides. */
@NullMarked
package dfs.core.auth;

import org.jspecify.annotations.NullMarked;
