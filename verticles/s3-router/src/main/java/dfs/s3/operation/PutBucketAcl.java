package dfs.s3.operation;

import dfs.core.auth.AccessList;
import dfs.core.auth.Action;
import dfs.protocol.metadata.Mutation;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;

/**
 * Sets the access list of a bucket.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html">PutBucketAcl</a>
 */
public final class PutBucketAcl implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.PUT_BUCKET_ACL;
    }

    @Override
    public S3Reply answer(S3Call call) {
        AccessList list = AccessLists.required(call, call.bucket().ownerId());
        call.commit(new Mutation.SetBucketAcl(call.request().bucketName(), list));
        return S3Reply.ok();
    }
}
