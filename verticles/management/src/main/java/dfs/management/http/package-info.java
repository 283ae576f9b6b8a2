/** From a request to an operation's call and from its reply to the wire, as the contract has it. */
@NullMarked
package dfs.management.http;

import org.jspecify.annotations.NullMarked;
