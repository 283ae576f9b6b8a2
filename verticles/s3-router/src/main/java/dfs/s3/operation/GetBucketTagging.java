package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.xml.TagSet;

/**
 * Reads the tags of a bucket.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html">GetBucketTagging</a>
 */
public final class GetBucketTagging implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.GET_BUCKET_CONFIGURATION;
    }

    @Override
    public S3Reply answer(S3Call call) {
        return S3Reply.xml(
                TagSet.write(call.bucket().tags().orElseThrow(() -> new S3Failure(ErrorCode.NO_SUCH_TAG_SET))));
    }
}
