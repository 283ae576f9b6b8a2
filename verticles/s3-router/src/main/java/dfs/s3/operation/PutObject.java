package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.ObjectRecord;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Preconditions;
import dfs.protocol.metadata.Query;
import dfs.s3.body.Intake;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.headers.MetadataHeaders;
import dfs.s3.headers.VersionHeaders;
import dfs.s3.headers.WriteConditions;
import dfs.s3.xml.TagSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes an object.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html">PutObject</a>
 */
public final class PutObject implements Operation {
    @Override
    public Action action(S3Request request) {
        return Action.PUT_OBJECT;
    }

    @Override
    public S3Reply answer(S3Call call) {
        S3Request request = call.request();
        ObjectMetadata metadata = MetadataHeaders.read(request).withAccessList(AccessLists.given(call, call.ownerId()));
        SortedMap<String, String> tags = tags(call);
        Preconditions preconditions = WriteConditions.of(request);
        // Bytes that cannot become an object need not be sent; at the commit it is decided for good.
        preconditions.check(
                () -> call.read(new Query.FindObject(request.bucketName(), request.objectKey(), Optional.empty()))
                        .filter(current -> !current.isDeleteMarker()));

        Intake.Taken taken = Intake.take(call);

        Mutation.NewObject object = new Mutation.NewObject(
                call.ownerId(), taken.sizeBytes(), taken.md5Hex(), metadata, tags, taken.checksum());
        ObjectRecord written = call.commit(new Mutation.PutObject(
                request.bucketName(),
                request.objectKey(),
                object,
                taken.content(),
                call.admittedRevision(),
                preconditions));

        S3Reply reply = S3Reply.ok().header("ETag", VersionHeaders.quoted(written.etag()));
        VersionHeaders.writeMade(reply, call.bucket(), written.versionId());
        written.checksum().ifPresent(checksum -> VersionHeaders.writeChecksum(reply, checksum));
        return reply;
    }

    /** The tags that a request gives the object it writes; the sender must be allowed to tag. */
    static SortedMap<String, String> tags(S3Call call) {
        Optional<String> header = call.request().header("x-amz-tagging");
        if (header.isEmpty() || header.get().isEmpty()) {
            return new TreeMap<>();
        }
        S3Request request = call.request();
        call.authorize(
                Action.PUT_OBJECT_TAGGING,
                dfs.core.auth.Resource.of(
                        request.bucketName(), request.objectKey().text()));
        return TagSet.parseHeader(header.get());
    }
}
