package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.protocol.metadata.Mutation;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import java.util.Optional;

/**
 * Removes the tags of a bucket.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketTagging.html">DeleteBucketTagging</a>
 */
public final class DeleteBucketTagging implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.PUT_BUCKET_CONFIGURATION;
    }

    @Override
    public S3Reply answer(S3Call call) {
        call.commit(new Mutation.SetBucketTags(call.request().bucketName(), Optional.empty()));
        return S3Reply.noContent();
    }
}
