package dfs.s3.signature;

import java.util.Optional;

/** How a request's body is protected, and so how it is to be read. */
public sealed interface Payload {

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
     * @throws dfs.core.error.S3Failure where chunks are said to be signed
     */
    static Payload ofUnsigned(HeaderSource headers) {
        throw new UnsupportedOperationException();
    }
}
