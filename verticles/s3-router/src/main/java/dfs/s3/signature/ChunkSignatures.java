package dfs.s3.signature;

/**
 * Verifies the chain of chunk signatures of one body, which begins with the signature of the request's head. Used by one
 * thread, in the order of the chunks.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html">Signature calculations: transferring
 *     payload in multiple chunks</a>
 */
public final class ChunkSignatures {

    ChunkSignatures() {}

    /**
     * Verifies the next chunk.
     *
     * @param sha256 hexadecimal SHA-256 of the chunk's bytes
     * @param signature as sent
     * @throws dfs.core.error.S3Failure {@code SignatureDoesNotMatch}
     */
    public void verifyChunk(String sha256, String signature) {
        throw new UnsupportedOperationException();
    }

    /**
     * Verifies the trailing headers, after the last chunk.
     *
     * @param sha256 hexadecimal SHA-256 of the trailing headers, each {@code name:value} and a line feed
     * @param signature as sent
     * @throws dfs.core.error.S3Failure {@code SignatureDoesNotMatch}
     */
    public void verifyTrailer(String sha256, String signature) {
        throw new UnsupportedOperationException();
    }
}
