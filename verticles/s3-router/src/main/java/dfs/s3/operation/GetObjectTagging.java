package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.record.ObjectRecord;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.headers.VersionHeaders;
import dfs.s3.xml.TagSet;

/**
 * Reads the tags of an object.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html">GetObjectTagging</a>
 */
public final class GetObjectTagging implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.GET_OBJECT_TAGGING;
    }

    @Override
    public S3Reply answer(S3Call call) {
        return switch (StoredObject.find(call)) {
            case StoredObject.Found.Version version -> tags(call, version.object());
            case StoredObject.Found.Absent absent -> absent.reply();
        };
    }

    private static S3Reply tags(S3Call call, ObjectRecord object) {
        S3Reply reply = S3Reply.xml(TagSet.write(object.tags()));
        VersionHeaders.writeVersion(reply, call.bucket(), object.versionId());
        return reply;
    }
}
