package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.auth.Resource;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.name.VersionId;
import dfs.core.record.ObjectRecord;
import dfs.s3.call.Percent;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.headers.ByteRange;
import dfs.s3.http.Addressing;
import java.util.Optional;

/**
 * What a copy reads.
 *
 * @param bucket the source's bucket
 * @param key the source's key
 * @param versionId the version named; absent for the current one
 */
record CopySource(BucketName bucket, ObjectKey key, Optional<VersionId> versionId) {

    private static final String HEADER = "x-amz-copy-source";
    private static final String RANGE = "x-amz-copy-source-range";
    private static final String VERSION = "?versionId=";

    /**
     * Reads the header: {@code bucket/key}, percent-encoded, with or without a leading slash, and maybe a version.
     *
     * @throws S3Failure {@code InvalidArgument} where it is something else
     */
    static CopySource of(S3Request request) {
        String header = request.header(HEADER).orElse("");
        int question = header.indexOf(VERSION);
        String path = question < 0 ? header : header.substring(0, question);
        String raw = path.startsWith("/") ? path.substring(1) : path;
        int slash = raw.indexOf('/');
        if (slash <= 0 || slash == raw.length() - 1) {
            throw S3Error.of(
                            ErrorCode.INVALID_ARGUMENT,
                            "Copy Source must mention the source bucket and key: sourcebucket/sourcekey")
                    .with("ArgumentName", HEADER)
                    .with("ArgumentValue", header)
                    .failure();
        }
        Optional<VersionId> versionId = Optional.empty();
        if (question >= 0) {
            String text = header.substring(question + VERSION.length());
            versionId = Optional.of(VersionId.parse(text)
                    .orElseThrow(() -> new S3Failure(ErrorCode.INVALID_ARGUMENT, "Invalid version id specified")));
        }
        return new CopySource(
                Addressing.bucketName(raw.substring(0, slash)),
                Addressing.objectKey(Percent.decodePath(raw, slash + 1, raw.length())),
                versionId);
    }

    /**
     * Finds the source; the sender must be allowed to read it.
     *
     * @throws S3Failure {@code AccessDenied}, {@code NoSuchBucket}, {@code NoSuchKey}, {@code NoSuchVersion},
     *     {@code InvalidRequest} for a delete marker
     */
    ObjectRecord find(S3Call call) {
        call.authorize(
                versionId.isPresent() ? Action.GET_OBJECT_VERSION : Action.GET_OBJECT, Resource.of(bucket, key.text()));
        return StoredObject.requireSource(call, bucket, key, versionId);
    }

    /**
     * The range that a part is copied from: all of the source where none is named.
     *
     * @throws S3Failure {@code InvalidArgument} where it is not {@code bytes=first-last}, {@code InvalidRange} where it
     *     does not lie within the source
     */
    ByteRange range(S3Request request, ObjectRecord source) {
        Optional<String> header = request.header(RANGE);
        if (header.isEmpty()) {
            return new ByteRange(0, source.sizeBytes());
        }
        if (!header.get().matches("bytes=[0-9]{1,18}-[0-9]{1,18}")) {
            throw S3Error.of(
                            ErrorCode.INVALID_ARGUMENT,
                            "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are"
                                    + " the zero-based offsets of the first and last bytes to copy")
                    .with("ArgumentName", RANGE)
                    .with("ArgumentValue", header.get())
                    .failure();
        }
        int dash = header.get().indexOf('-');
        long first = Long.parseLong(header.get(), "bytes=".length(), dash, 10);
        long last = Long.parseLong(header.get(), dash + 1, header.get().length(), 10);
        if (first > last || last >= source.sizeBytes()) {
            throw S3Error.of(
                            ErrorCode.INVALID_RANGE,
                            "Range specified is not valid for source object of size: " + source.sizeBytes())
                    .with("RangeRequested", header.get())
                    .failure();
        }
        return new ByteRange(first, last - first + 1);
    }

    /** Names the version that was read, where the source's bucket keeps versions. */
    void writeVersion(S3Reply reply, ObjectRecord source) {
        if (versionId.isPresent() || !source.versionId().isNull()) {
            reply.header("x-amz-copy-source-version-id", source.versionId().text());
        }
    }
}
