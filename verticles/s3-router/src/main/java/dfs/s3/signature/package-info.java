/** AWS Signature Version 4: who signed a request, and whether it is what was signed. Pure functions of request, secret and time. */
@NullMarked
package dfs.s3.signature;

import org.jspecify.annotations.NullMarked;
