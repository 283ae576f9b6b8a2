/** Streams of immutable bytes: how a blob is written durably, read back verified, listed and deleted. */
@NullMarked
package dfs.protocol.blob;

import org.jspecify.annotations.NullMarked;
