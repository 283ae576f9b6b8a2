/** What an operation is given and what it gives back: request, call, body and reply, free of HTTP's wire. */
@NullMarked
package dfs.s3.call;

import org.jspecify.annotations.NullMarked;
