package dfs.perf.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The lines between the chunks of an {@code aws-chunked} body, each with its signature.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html">Chunked upload</a>
 */
final class ChunkedFrames {

    private static final int SIGNATURE_BYTES = ";chunk-signature=".length() + 64 + 2;

    private final Signer signer;
    private final Body body;
    private String previous;

    ChunkedFrames(Signer signer, Body body, String headSignature) {
        this.signer = signer;
        this.body = body;
        this.previous = headSignature;
    }

    /** The length of the body with all that stands between its chunks. */
    static long encodedBytes(Body body) {
        long length = 1L + SIGNATURE_BYTES + 2;
        for (int index = 0; index < body.chunks(); index++) {
            int bytes = body.chunkBytes(index);
            length += (long) Integer.toHexString(bytes).length() + SIGNATURE_BYTES + bytes + 2;
        }
        return length;
    }

    /** What stands before chunk {@code index}; after the last chunk, the end of the body. Asked for in order. */
    ByteBuffer before(int index) {
        boolean isLast = index == body.chunks();
        previous = signer.signChunk(previous, isLast ? Body.EMPTY_SHA256 : body.chunkSha256(index));
        String line = (index == 0 ? "" : "\r\n")
                + Integer.toHexString(isLast ? 0 : body.chunkBytes(index))
                + ";chunk-signature="
                + previous
                + (isLast ? "\r\n\r\n" : "\r\n");
        return ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
    }
}
