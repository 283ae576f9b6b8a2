package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.protocol.metadata.Mutation;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;

/**
 * Deletes a bucket that holds nothing.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html">DeleteBucket</a>
 */
public final class DeleteBucket implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.DELETE_BUCKET;
    }

    @Override
    public S3Reply answer(S3Call call) {
        call.commit(new Mutation.DeleteBucket(call.request().bucketName()));
        return S3Reply.noContent();
    }
}
