package dfs.s3.headers;

import dfs.core.checksum.Checksum;
import dfs.core.name.VersionId;
import dfs.core.record.BucketRecord;
import dfs.core.record.Versioning;
import dfs.s3.call.S3Reply;

/** The headers that name what a write made. */
public final class VersionHeaders {

    private VersionHeaders() {}

    /** Names the version that a write made, where the bucket makes versions: a write to the null version is not named. */
    public static void writeMade(S3Reply reply, BucketRecord bucket, VersionId version) {
        if (bucket.versioning() == Versioning.ENABLED) {
            reply.header("x-amz-version-id", version.text());
        }
    }

    /** Names the version that was read, where the bucket keeps versions. */
    public static void writeVersion(S3Reply reply, BucketRecord bucket, VersionId version) {
        if (bucket.versioning() != Versioning.NEVER || !version.isNull()) {
            reply.header("x-amz-version-id", version.text());
        }
    }

    /** Names a checksum. */
    public static void writeChecksum(S3Reply reply, Checksum checksum) {
        reply.header(checksum.algorithm().header(), checksum.value());
        reply.header("x-amz-checksum-type", checksum.type().name());
    }

    /** An entity tag in quotes. */
    public static String quoted(String etag) {
        return '"' + etag + '"';
    }
}
