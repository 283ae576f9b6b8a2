package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.record.ObjectRecord;
import dfs.protocol.metadata.Mutation;
import dfs.s3.body.Documents;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.headers.VersionHeaders;
import dfs.s3.xml.TagSet;
import java.util.SortedMap;

/**
 * Replaces the tags of an object.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html">PutObjectTagging</a>
 */
public final class PutObjectTagging implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.PUT_OBJECT_TAGGING;
    }

    @Override
    public S3Reply answer(S3Call call) {
        SortedMap<String, String> tags = TagSet.parse(Documents.read(call), TagSet.OBJECT_TAGS_MAX);
        S3Request request = call.request();
        ObjectRecord object = call.commit(
                new Mutation.SetObjectTags(request.bucketName(), request.objectKey(), request.versionId(), tags));
        S3Reply reply = S3Reply.ok();
        VersionHeaders.writeVersion(reply, call.bucket(), object.versionId());
        return reply;
    }
}
