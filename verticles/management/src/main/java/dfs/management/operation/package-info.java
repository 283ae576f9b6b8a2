/** What the contract's operations do, a file for each thing they are about. */
@NullMarked
package dfs.management.operation;

import org.jspecify.annotations.NullMarked;
