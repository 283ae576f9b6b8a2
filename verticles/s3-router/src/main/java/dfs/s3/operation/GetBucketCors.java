package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.xml.CorsDocument;

/**
 * Reads which web pages may call a bucket.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketCors.html">GetBucketCors</a>
 */
public final class GetBucketCors implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.GET_BUCKET_CONFIGURATION;
    }

    @Override
    public S3Reply answer(S3Call call) {
        if (call.bucket().cors().isEmpty()) {
            throw new S3Failure(ErrorCode.NO_SUCH_CORS_CONFIGURATION, "The CORS configuration does not exist");
        }
        return S3Reply.xml(CorsDocument.write(call.bucket().cors()));
    }
}
