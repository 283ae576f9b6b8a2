/** Background work: what runs, how far it is, and how to start or pause it. */
@NullMarked
package dfs.protocol.job;

import org.jspecify.annotations.NullMarked;
