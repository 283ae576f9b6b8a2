package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;

/**
 * Reads the access list of an object: its owner has full control.
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
        return AccessLists.read(call, StoredObject.require(call).ownerId());
    }
}
