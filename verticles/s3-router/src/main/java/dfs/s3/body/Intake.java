package dfs.s3.body;

import dfs.core.Bytes;
import dfs.core.checksum.BodyDigests;
import dfs.core.checksum.Checksum;
import dfs.core.checksum.ChecksumAlgorithm;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.core.record.Content;
import dfs.protocol.blob.BlobWriter;
import dfs.s3.call.ByteSource;
import dfs.s3.call.Limits;
import dfs.s3.call.RequestBody;
import dfs.s3.call.S3Call;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Takes the bytes of an object or part: hashes them as they pass, keeps few of them inline and more in a blob, and compares
 * what the client declared of them before anything is made durable.
 */
public final class Intake {

    private Intake() {}

    /**
     * What was taken. Nothing names the bytes yet: what is not committed soon is collected as garbage.
     *
     * @param sizeBytes how many bytes
     * @param md5Hex their MD5, an entity tag without quotes
     * @param checksum the checksum declared, verified
     * @param content where they are
     */
    public record Taken(long sizeBytes, String md5Hex, Optional<Checksum> checksum, Content content) {}

    /**
     * Takes the body of a call.
     *
     * @throws S3Failure {@code MissingContentLength}, {@code EntityTooLarge}, {@code BadDigest}, {@code InvalidDigest} and
     *     whatever the body or the blob store fails with; nothing is kept then
     */
    public static Taken take(S3Call call) {
        return takePart(call, Optional.empty());
    }

    /**
     * Takes the body of a call that uploads a part.
     *
     * @param algorithm the checksum that the upload wants of its parts; computed where the client declares none
     * @throws S3Failure as {@link #take}, and {@code InvalidRequest} where the client declares another checksum
     */
    public static Taken takePart(S3Call call, Optional<ChecksumAlgorithm> algorithm) {
        DeclaredDigests declared = DeclaredDigests.of(call.request());
        if (algorithm.isPresent()
                && declared.algorithm().isPresent()
                && !declared.algorithm().equals(algorithm)) {
            throw new S3Failure(
                    ErrorCode.INVALID_REQUEST,
                    "Checksum Type mismatch occurred, expected checksum Type: " + lowerCase(algorithm.get())
                            + ", actual checksum Type: "
                            + lowerCase(declared.algorithm().get()));
        }
        Optional<ChecksumAlgorithm> computed = declared.algorithm().isPresent() ? declared.algorithm() : algorithm;
        long size = call.body().sizeBytes();
        if (size < 0) {
            if (!call.request().hasHeader("Transfer-Encoding")) {
                throw new S3Failure(ErrorCode.MISSING_CONTENT_LENGTH);
            }
            return takeUndeclared(call.body(), call.body(), declared, computed, growing -> {}, whole -> {}, call);
        }
        checkSize(size, call.services().limits());
        BodyDigests digests = new BodyDigests(computed);
        Taken taken = size <= call.services().limits().inlineBytesMax()
                ? takeInline(call.body(), (int) size, digests, () -> verify(call, declared, digests))
                : takeBlob(call.body(), size, digests, call, () -> verify(call, declared, digests));
        return taken;
    }

    /**
     * Takes bytes that are copied from an object here.
     *
     * @param algorithm the checksum to compute
     */
    public static Taken takeCopy(ByteSource bytes, long sizeBytes, Optional<ChecksumAlgorithm> algorithm, S3Call call) {
        checkSize(sizeBytes, call.services().limits());
        BodyDigests digests = new BodyDigests(algorithm);
        return sizeBytes <= call.services().limits().inlineBytesMax()
                ? takeInline(bytes, (int) sizeBytes, digests, () -> {})
                : takeBlob(bytes, sizeBytes, digests, call, () -> {});
    }

    /**
     * Takes a file of a form, whose length shows at its end only.
     *
     * @param declared what the form declares of the file
     * @param checkGrowing given how many bytes came so far; throws where they are too many
     * @param check given how many bytes there are in all; throws where that is not allowed
     * @throws S3Failure as {@link #take}
     */
    public static Taken takeFile(
            ByteSource file, DeclaredDigests declared, LongConsumer checkGrowing, LongConsumer check, S3Call call) {
        return takeUndeclared(file, RequestBody.EMPTY, declared, declared.algorithm(), checkGrowing, check, call);
    }

    private static Taken takeUndeclared(
            ByteSource file,
            RequestBody trailers,
            DeclaredDigests declared,
            Optional<ChecksumAlgorithm> computed,
            LongConsumer checkGrowing,
            LongConsumer check,
            S3Call call) {
        BodyDigests digests = new BodyDigests(computed);
        try (Spool spool = new Spool(call)) {
            for (Optional<ByteBuffer> next = file.next(); next.isPresent(); next = file.next()) {
                digests.update(next.get());
                checkSize(digests.sizeBytes(), call.services().limits());
                checkGrowing.accept(digests.sizeBytes());
                spool.add(next.get());
            }
            check.accept(digests.sizeBytes());
            declared.verify(digests, trailers);
            return new Taken(digests.sizeBytes(), digests.md5Hex(), digests.checksum(), spool.finish());
        }
    }

    /** Refuses an object larger than one request may bring. */
    public static void checkSize(long sizeBytes, Limits limits) {
        if (sizeBytes > limits.putBytesMax()) {
            throw S3Error.of(
                            ErrorCode.ENTITY_TOO_LARGE,
                            "The upload is larger than the " + limits.putBytesMax()
                                    + " bytes that one request may bring; use a multipart upload.")
                    .with("ProposedSize", Long.toString(sizeBytes))
                    .with("MaxSizeAllowed", Long.toString(limits.putBytesMax()))
                    .failure();
        }
    }

    private static String lowerCase(ChecksumAlgorithm algorithm) {
        return algorithm.name().toLowerCase(Locale.ROOT);
    }

    private static void verify(S3Call call, DeclaredDigests declared, BodyDigests digests) {
        declared.verify(digests, call.body());
    }

    private static Taken takeInline(ByteSource body, int size, BodyDigests digests, Runnable verify) {
        byte[] bytes = new byte[size];
        int length = 0;
        for (Optional<ByteBuffer> next = body.next(); next.isPresent(); next = body.next()) {
            ByteBuffer buffer = next.get();
            digests.update(buffer);
            int more = buffer.remaining();
            if (more > size - length) {
                throw new S3Failure(ErrorCode.INCOMPLETE_BODY);
            }
            buffer.get(bytes, length, more);
            length += more;
        }
        if (length != size) {
            throw new S3Failure(ErrorCode.INCOMPLETE_BODY);
        }
        verify.run();
        return new Taken(size, digests.md5Hex(), digests.checksum(), new Content.Inline(Bytes.wrap(bytes)));
    }

    private static Taken takeBlob(ByteSource body, long size, BodyDigests digests, S3Call call, Runnable verify) {
        BlobId id = call.newBlob();
        try (BlobWriter writer = call.services().blobs().create(id, size)) {
            long length = 0;
            for (Optional<ByteBuffer> next = body.next(); next.isPresent(); next = body.next()) {
                ByteBuffer buffer = next.get();
                length += buffer.remaining();
                if (length > size) {
                    throw new S3Failure(ErrorCode.INCOMPLETE_BODY);
                }
                digests.update(buffer);
                writer.write(buffer);
            }
            if (length != size) {
                throw new S3Failure(ErrorCode.INCOMPLETE_BODY);
            }
            verify.run();
            writer.commit();
            return new Taken(size, digests.md5Hex(), digests.checksum(), new Content.Blob(id));
        }
    }
}
