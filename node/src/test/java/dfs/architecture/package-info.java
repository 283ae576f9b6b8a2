/** The shape of the whole: which way imports point, and how large things may grow. */
@NullMarked
package dfs.architecture;

import org.jspecify.annotations.NullMarked;
