/** What each query reads. */
@NullMarked
package dfs.metadata.listing;

import org.jspecify.annotations.NullMarked;
