package dfs.s3.signature;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** How a request's body is protected, and so how it is to be read. */
public sealed interface Payload {

    /** The header that says it. */
    String HEADER = "x-amz-content-sha256";

    /** The header's value for a body that the signature does not cover. */
    String UNSIGNED = "UNSIGNED-PAYLOAD";

    /** By nothing. */
    record Unsigned() implements Payload {}

    /**
     * By its SHA-256, which is compared when the body has been read.
     *
     * @param sha256 lower-case hexadecimal
     */
    record Hashed(String sha256) implements Payload {}

    /**
     * It comes in chunks, encoded as {@code aws-chunked}.
     *
     * @param signatures verifies each chunk's signature; absent where chunks are not signed
     * @param hasTrailer whether headers may follow the last chunk
     */
    record Streaming(Optional<ChunkSignatures> signatures, boolean hasTrailer) implements Payload {}

    /**
     * What the headers of a request that is not signed say of its body.
     *
     * @throws S3Failure where chunks are said to be signed
     */
    static Payload ofUnsigned(HeaderSource headers) {
        return of(headers.first(HEADER).orElse(UNSIGNED), () -> {
            throw new S3Failure(
                    ErrorCode.INVALID_REQUEST, "Signed chunks need a signed request: " + HEADER + " does not fit.");
        });
    }

    /** What the constant or hash that stands for the body in a signature says of it. */
    static Payload of(String payloadHash, Supplier<ChunkSignatures> signatures) {
        return switch (payloadHash) {
            case UNSIGNED -> new Unsigned();
            case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> new Streaming(Optional.empty(), true);
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> new Streaming(Optional.of(signatures.get()), false);
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" -> new Streaming(Optional.of(signatures.get()), true);
            case "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER" ->
                throw new S3Failure(
                        ErrorCode.NOT_IMPLEMENTED,
                        "Signature Version 4A is not implemented: sign with AWS4-HMAC-SHA256.");
            default -> {
                if (!isSha256(payloadHash)) {
                    throw S3Error.of(
                                    ErrorCode.INVALID_ARGUMENT,
                                    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER,"
                                            + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD,"
                                            + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.")
                            .with("ArgumentName", HEADER)
                            .with("ArgumentValue", payloadHash)
                            .failure();
                }
                yield new Hashed(payloadHash.toLowerCase(Locale.ROOT));
            }
        };
    }

    private static boolean isSha256(String text) {
        return text.length() == 64 && text.chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0);
    }
}
