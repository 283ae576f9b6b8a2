/** HTTP to a request and a reply to HTTP: the only package that touches sockets. Event loops end here. */
@NullMarked
package dfs.s3.http;

import org.jspecify.annotations.NullMarked;
