/** The S3 operations, one file each, named as the contract's operationId. */
@NullMarked
package dfs.s3.operation;

import org.jspecify.annotations.NullMarked;
