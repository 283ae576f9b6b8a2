package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.protocol.metadata.Mutation;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;

/**
 * Gives up a multipart upload and its parts.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html">AbortMultipartUpload</a>
 */
public final class AbortMultipartUpload implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.ABORT_MULTIPART_UPLOAD;
    }

    @Override
    public S3Reply answer(S3Call call) {
        S3Request request = call.request();
        call.commit(new Mutation.AbortUpload(request.bucketName(), request.objectKey(), Uploads.id(request)));
        return S3Reply.noContent();
    }
}
