/** What every HTTP surface does alike. */
@NullMarked
package dfs.protocol.web;

import org.jspecify.annotations.NullMarked;
