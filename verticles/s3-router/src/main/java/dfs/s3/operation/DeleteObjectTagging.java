package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.record.ObjectRecord;
import dfs.protocol.metadata.Mutation;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.headers.VersionHeaders;
import java.util.TreeMap;

/**
 * Removes the tags of an object.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html">DeleteObjectTagging</a>
 */
public final class DeleteObjectTagging implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.DELETE_OBJECT_TAGGING;
    }

    @Override
    public S3Reply answer(S3Call call) {
        S3Request request = call.request();
        ObjectRecord object = call.commit(new Mutation.SetObjectTags(
                request.bucketName(), request.objectKey(), request.versionId(), new TreeMap<>()));
        S3Reply reply = S3Reply.noContent();
        VersionHeaders.writeVersion(reply, call.bucket(), object.versionId());
        return reply;
    }
}
