/** Swagger UI over both contracts. */
@NullMarked
package dfs.management.docs;

import org.jspecify.annotations.NullMarked;
