package dfs.s3.operation;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.name.VersionId;
import dfs.core.record.Content;
import dfs.core.record.ObjectRecord;
import dfs.core.record.PartRecord;
import dfs.protocol.metadata.Query;
import dfs.s3.body.BytesGone;
import dfs.s3.body.Piece;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import java.util.List;
import java.util.Optional;

/** Finds the version that a request reads, and its bytes. */
final class StoredObject {

    private StoredObject() {}

    /** What was found: the version, or the reply that says why not. */
    sealed interface Found {
        /** A version that is no delete marker. */
        record Version(ObjectRecord object) implements Found {}

        /** There is none to read. */
        record Absent(S3Reply reply) implements Found {}
    }

    /** Finds the version that a request addresses: its {@code versionId}, or the current one. */
    static Found find(S3Call call) {
        S3Request request = call.request();
        Optional<VersionId> versionId = request.versionId();
        Optional<ObjectRecord> object =
                call.read(new Query.FindObject(request.bucketName(), request.objectKey(), versionId));
        if (object.isEmpty()) {
            return new Found.Absent(
                    S3Reply.error(versionId.isEmpty() ? noSuchKey(request) : noSuchVersion(request, versionId.get()))
                            .header("x-amz-delete-marker", "false"));
        }
        if (object.get().isDeleteMarker()) {
            return new Found.Absent(deleteMarker(call, object.get(), versionId.isPresent()));
        }
        return new Found.Version(object.get());
    }

    /**
     * The version that a request addresses, for operations that have nothing to say of delete markers.
     *
     * @throws dfs.core.error.S3Failure {@code NoSuchKey}, {@code NoSuchVersion}, {@code MethodNotAllowed}
     */
    static ObjectRecord require(S3Call call) {
        return switch (find(call)) {
            case Found.Version version -> version.object();
            case Found.Absent absent -> throw failure(absent.reply());
        };
    }

    /**
     * The version of another key than the request's, such as the source of a copy.
     *
     * @throws dfs.core.error.S3Failure {@code NoSuchKey}, {@code NoSuchVersion}, {@code InvalidRequest} for a delete marker
     */
    static ObjectRecord requireSource(S3Call call, BucketName bucket, ObjectKey key, Optional<VersionId> versionId) {
        ObjectRecord object = call.read(new Query.FindObject(bucket, key, versionId))
                .orElseThrow(() -> S3Error.of(versionId.isEmpty() ? ErrorCode.NO_SUCH_KEY : ErrorCode.NO_SUCH_VERSION)
                        .with("Key", key.text())
                        .failure());
        if (object.isDeleteMarker()) {
            throw versionId.isEmpty()
                    ? S3Error.of(ErrorCode.NO_SUCH_KEY).with("Key", key.text()).failure()
                    : S3Error.of(
                                    ErrorCode.INVALID_REQUEST,
                                    "The source of a copy request may not specifically refer to a delete marker by version"
                                            + " id.")
                            .failure();
        }
        return object;
    }

    /**
     * The parts of an object; one, made up, for an object that was not written in parts.
     *
     * @throws BytesGone where the version was replaced or deleted since it was found
     */
    static List<PartRecord> parts(S3Call call, BucketName bucket, ObjectRecord object) {
        return object.content() instanceof Content.Parts parts
                ? call.read(new Query.FindManifest(bucket, parts.manifestId())).orElseThrow(BytesGone::new)
                : List.of(new PartRecord(
                        1,
                        object.sizeBytes(),
                        object.etag(),
                        object.checksum(),
                        object.modifiedMillis(),
                        object.content()));
    }

    /**
     * Where a range of an object's bytes stands.
     *
     * @throws BytesGone where the version was replaced or deleted since it was found
     */
    static List<Piece> pieces(S3Call call, BucketName bucket, ObjectRecord object, long offset, long length) {
        return object.content() instanceof Content.Parts
                ? Piece.of(parts(call, bucket, object), offset, length)
                : List.of(new Piece(object.content(), offset, length));
    }

    static S3Error noSuchKey(S3Request request) {
        return S3Error.of(ErrorCode.NO_SUCH_KEY).with("Key", request.objectKey().text());
    }

    private static S3Error noSuchVersion(S3Request request, VersionId versionId) {
        return S3Error.of(ErrorCode.NO_SUCH_VERSION)
                .with("Key", request.objectKey().text())
                .with("VersionId", versionId.text());
    }

    private static S3Reply deleteMarker(S3Call call, ObjectRecord marker, boolean isNamed) {
        S3Request request = call.request();
        S3Error error = isNamed
                ? S3Error.of(ErrorCode.METHOD_NOT_ALLOWED, "The specified method is not allowed against this resource.")
                        .with("Method", request.method())
                        .with("ResourceType", "DeleteMarker")
                : noSuchKey(request);
        S3Reply reply = S3Reply.error(error)
                .header("x-amz-delete-marker", "true")
                .header("x-amz-version-id", marker.versionId().text());
        if (isNamed) {
            reply.header("Allow", "DELETE")
                    .header("Last-Modified", dfs.s3.headers.HttpDates.format(marker.modifiedMillis()));
        }
        return reply;
    }

    private static dfs.core.error.S3Failure failure(S3Reply reply) {
        return switch (reply.body()) {
            case S3Reply.Body.Failure failure -> failure.error().failure();
            case S3Reply.Body.None none -> throw new IllegalStateException("not an error");
            case S3Reply.Body.Whole whole -> throw new IllegalStateException("not an error");
            case S3Reply.Body.Stream stream -> throw new IllegalStateException("not an error");
            case S3Reply.Body.Unsent unsent -> throw new IllegalStateException("not an error");
        };
    }
}
