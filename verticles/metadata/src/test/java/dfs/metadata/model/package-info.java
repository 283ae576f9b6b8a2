/** A naive model of the metadata, and the tests that hold the real one against it. */
@NullMarked
package dfs.metadata.model;

import org.jspecify.annotations.NullMarked;
