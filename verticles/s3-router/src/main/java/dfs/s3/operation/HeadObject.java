package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;

/**
 * Reads what is known of an object, without its bytes.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html">HeadObject</a>
 */
public final class HeadObject implements Operation {
    @Override
    public Action action(S3Request request) {
        return request.query().has("versionId") ? Action.GET_OBJECT_VERSION : Action.GET_OBJECT;
    }

    @Override
    public S3Reply answer(S3Call call) {
        return switch (StoredObject.find(call)) {
            case StoredObject.Found.Absent absent -> absent.reply();
            case StoredObject.Found.Version version -> {
                ObjectReply head = ObjectReply.of(call, version.object());
                yield head.isNotModified()
                        ? head.reply()
                        : head.reply().body(new S3Reply.Body.Unsent(head.range().length()));
            }
        };
    }
}
