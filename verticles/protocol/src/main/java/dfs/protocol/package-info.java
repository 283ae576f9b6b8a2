/** How the parts of a node talk: typed questions, one list of addresses, and the bus that carries them. */
@NullMarked
package dfs.protocol;

import org.jspecify.annotations.NullMarked;
