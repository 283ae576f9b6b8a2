package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;

/**
 * Says whether a bucket is there and may be used.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html">HeadBucket</a>
 */
public final class HeadBucket implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.HEAD_BUCKET;
    }

    @Override
    public boolean tellsRegionWhenDenied() {
        return true;
    }

    @Override
    public S3Reply answer(S3Call call) {
        return S3Reply.ok().header(S3Reply.BUCKET_REGION, call.services().regionOf(call.bucket()));
    }
}
