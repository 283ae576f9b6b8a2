package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;

/**
 * Sets the access list of a bucket to the one there is.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html">PutBucketAcl</a>
 */
public final class PutBucketAcl implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.PUT_BUCKET_CONFIGURATION;
    }

    @Override
    public S3Reply answer(S3Call call) {
        return AccessLists.write(call, call.bucket().ownerId());
    }
}
