/** The verticle that answers who may do what. */
@NullMarked
package dfs.policy;

import org.jspecify.annotations.NullMarked;
