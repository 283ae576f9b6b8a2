package dfs.s3.operation;

import dfs.core.auth.AccessList;
import dfs.core.auth.Action;
import dfs.core.record.ObjectRecord;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Mutation.AdmittedVersion;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.headers.VersionHeaders;
import java.util.Optional;

/**
 * Sets the access list of an object.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html">PutObjectAcl</a>
 */
public final class PutObjectAcl implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.PUT_OBJECT_ACL;
    }

    @Override
    public S3Reply answer(S3Call call) {
        ObjectRecord object = StoredObject.require(call);
        S3Request request = call.request();
        // Whom the bucket admitted it admitted to each version in it.
        AdmittedVersion admitted =
                new AdmittedVersion(call.bucket().id(), call.admittedVersion().orElse(object.revision()));
        AccessList list = AccessLists.required(call, object.ownerId());
        ObjectRecord changed = call.commit(new Mutation.SetObjectAcl(
                request.bucketName(), request.objectKey(), request.versionId(), list, Optional.of(admitted)));
        S3Reply reply = S3Reply.ok();
        VersionHeaders.writeVersion(reply, call.bucket(), changed.versionId());
        return reply;
    }
}
