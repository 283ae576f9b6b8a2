package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.record.ObjectRecord;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.headers.VersionHeaders;

/**
 * Reads the access list of an object.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html">GetObjectAcl</a>
 */
public final class GetObjectAcl implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.GET_OBJECT_ACL;
    }

    @Override
    public S3Reply answer(S3Call call) {
        ObjectRecord object = StoredObject.require(call);
        S3Reply reply =
                AccessLists.answer(call, object.ownerId(), object.metadata().accessList());
        VersionHeaders.writeVersion(reply, call.bucket(), object.versionId());
        return reply;
    }
}
