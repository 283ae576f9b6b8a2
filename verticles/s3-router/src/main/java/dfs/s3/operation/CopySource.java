package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.auth.Resource;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.core.name.VersionId;
import dfs.core.record.BucketRecord;
import dfs.core.record.ObjectRecord;
import dfs.s3.call.ClientNames;
import dfs.s3.call.Percent;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.headers.ByteRange;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
    private static final Pattern RANGE_FORM = Pattern.compile("bytes=([0-9]{1,18})-([0-9]{1,18})");
    private static final String VERSION = "?versionId=";
    private static final String EXPECTED_OWNER = "x-amz-source-expected-bucket-owner";

    /** S3's own limit for what one request copies. */
    private static final long COPIED_BYTES_MAX = 5L << 30;

    /**
     * Reads the header: {@code bucket/key}, percent-encoded, with or without a leading slash, and maybe a version. Some
     * clients encode the slash between bucket and key as well: the first slash of the decoded text ends the bucket.
     *
     * @throws S3Failure {@code InvalidArgument} where it is something else
     */
    static CopySource of(S3Request request) {
        String header = request.header(HEADER).orElse("");
        int question = header.indexOf(VERSION);
        String path = decoded(header, question < 0 ? header.length() : question);
        String name = path.startsWith("/") ? path.substring(1) : path;
        int slash = name.indexOf('/');
        String bucket = slash < 0 ? name : name.substring(0, slash);
        if (!BucketName.isValid(bucket)) {
            throw invalid(HEADER, header, "Invalid copy source bucket name");
        }
        if (slash < 0 || slash == name.length() - 1) {
            throw invalid(HEADER, header, "Invalid copy source object key");
        }
        Optional<VersionId> versionId = Optional.empty();
        if (question >= 0) {
            String text = header.substring(question + VERSION.length());
            versionId = Optional.of(VersionId.parse(text)
                    .orElseThrow(() -> invalid("versionId", text, "Invalid version id specified")));
        }
        return new CopySource(new BucketName(bucket), ClientNames.objectKey(name.substring(slash + 1)), versionId);
    }

    private static String decoded(String header, int end) {
        try {
            return Percent.decodePath(header, 0, end);
        } catch (S3Failure notEncoded) {
            throw invalid(HEADER, header, "Invalid copy source encoding");
        }
    }

    /**
     * Finds the source; the sender must be allowed to read it.
     *
     * @throws S3Failure {@code AccessDenied}, {@code NoSuchBucket}, {@code NoSuchKey}, {@code NoSuchVersion},
     *     {@code InvalidRequest} for a delete marker
     */
    ObjectRecord find(S3Call call) {
        Optional<BucketRecord> found = call.authorize(
                versionId.isPresent() ? Action.GET_OBJECT_VERSION : Action.GET_OBJECT,
                Resource.of(bucket, key.text(), versionId));
        Optional<String> expected = call.request().header(EXPECTED_OWNER);
        if (expected.isPresent() && found.isPresent() && !found.get().ownerId().equals(expected.get())) {
            throw new S3Failure(ErrorCode.ACCESS_DENIED, "The source bucket is not owned by the expected owner.");
        }
        return StoredObject.requireSource(call, bucket, key, versionId);
    }

    /**
     * Refuses a source of which one request copies too much.
     *
     * @throws S3Failure {@code InvalidRequest}
     */
    static void checkSize(long copiedBytes) {
        if (copiedBytes > COPIED_BYTES_MAX) {
            throw new S3Failure(
                    ErrorCode.INVALID_REQUEST,
                    "The specified copy source is larger than the maximum allowable size for a copy source: "
                            + COPIED_BYTES_MAX);
        }
    }

    /**
     * The range that a part is copied from: all of the source where none is named.
     *
     * @throws S3Failure {@code InvalidArgument} where it is not {@code bytes=first-last}, or does not lie within the source
     */
    static ByteRange range(S3Request request, ObjectRecord source) {
        Optional<String> header = request.header(RANGE);
        if (header.isEmpty()) {
            return new ByteRange(0, source.sizeBytes());
        }
        Matcher form = RANGE_FORM.matcher(header.get());
        if (!form.matches()) {
            throw noRange(header.get());
        }
        long first = Long.parseLong(form.group(1));
        long last = Long.parseLong(form.group(2));
        if (first > last) {
            throw noRange(header.get());
        }
        if (last >= source.sizeBytes()) {
            throw invalid(
                    RANGE,
                    header.get(),
                    "Range specified is not valid for source object of size: " + source.sizeBytes());
        }
        return new ByteRange(first, last - first + 1);
    }

    private static S3Failure noRange(String value) {
        return invalid(
                RANGE,
                value,
                "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the"
                        + " zero-based offsets of the first and last bytes to copy");
    }

    private static S3Failure invalid(String argument, String value, String message) {
        return S3Error.of(ErrorCode.INVALID_ARGUMENT, message)
                .with("ArgumentName", argument)
                .with("ArgumentValue", value)
                .failure();
    }

    /** Names the version that was read, where the source's bucket keeps versions. */
    void writeVersion(S3Reply reply, ObjectRecord source) {
        if (versionId.isPresent() || !source.versionId().isNull()) {
            reply.header("x-amz-copy-source-version-id", source.versionId().text());
        }
    }
}
