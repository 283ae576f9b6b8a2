/**
 * What an S3 endpoint must do: one class for each operation, and one for each matter that all operations share. They speak
 * to the endpoint that {@code -Dendpoint=} names, or to a node of their own.
 */
@NullMarked
package dfs.conformance;

import org.jspecify.annotations.NullMarked;
