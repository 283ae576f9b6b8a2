/** How members of the metadata's Raft groups reach one another: questions and answers over connections that both sides trust. */
@NullMarked
package dfs.metadata.transport;

import org.jspecify.annotations.NullMarked;
