/** The contract openapi/s3.yaml as the node uses it: which operation a request means, and which parameters it may carry. */
@NullMarked
package dfs.s3.contract;

import org.jspecify.annotations.NullMarked;
