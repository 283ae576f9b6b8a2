package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;

/**
 * Reads the access list of a bucket.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html">GetBucketAcl</a>
 */
public final class GetBucketAcl implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.GET_BUCKET_ACL;
    }

    @Override
    public S3Reply answer(S3Call call) {
        return AccessLists.answer(call, call.bucket().ownerId(), call.bucket().accessList());
    }
}
