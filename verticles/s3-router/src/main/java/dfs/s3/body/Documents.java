package dfs.s3.body;

import dfs.core.checksum.BodyDigests;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.s3.call.S3Call;
import java.nio.ByteBuffer;

/** Reads bodies that are documents, whole, and compares the digests declared of them. */
public final class Documents {

    private Documents() {}

    /**
     * Reads the call's body.
     *
     * @throws S3Failure {@code MaxMessageLengthExceeded}, {@code SlowDown}, {@code BadDigest} and what the body fails with
     */
    public static byte[] read(S3Call call) {
        DeclaredDigests declared = DeclaredDigests.of(call.request());
        byte[] document = call.document();
        if (declared.isPresent()) {
            BodyDigests digests = new BodyDigests(declared.algorithm());
            digests.update(ByteBuffer.wrap(document));
            declared.verify(digests, call.body());
        }
        return document;
    }

    /**
     * Reads the call's body, which must come with a digest, as deletions of many objects do.
     *
     * @throws S3Failure {@code InvalidRequest} where neither Content-MD5 nor a checksum is declared
     */
    public static byte[] readGuarded(S3Call call) {
        if (!DeclaredDigests.of(call.request()).isPresent()) {
            throw new S3Failure(
                    ErrorCode.INVALID_REQUEST,
                    "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
        }
        return read(call);
    }
}
