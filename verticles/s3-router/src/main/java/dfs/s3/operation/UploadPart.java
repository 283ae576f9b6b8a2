package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.record.UploadRecord;
import dfs.s3.body.Intake;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.headers.VersionHeaders;

/**
 * Adds a part to a multipart upload, or replaces it.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html">UploadPart</a>
 */
public final class UploadPart implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.PUT_OBJECT;
    }

    @Override
    public S3Reply answer(S3Call call) {
        UploadRecord upload = Uploads.require(call);

        Intake.Taken taken = Intake.takePart(call, upload.checksumAlgorithm());

        Uploads.commitPart(call, upload, taken);
        S3Reply reply = S3Reply.ok().header("ETag", VersionHeaders.quoted(taken.md5Hex()));
        taken.checksum().ifPresent(checksum -> reply.header(checksum.algorithm().header(), checksum.value()));
        return reply;
    }
}
