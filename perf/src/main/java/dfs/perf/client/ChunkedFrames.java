package dfs.perf.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The lines between the chunks of an {@code aws-chunked} body, each with its signature.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html">Chunked upload</a>
 */
public final class ChunkedFrames {

    private static final int SIGNATURE_BYTES = ";chunk-signature=".length() + 64 + 2;

    private final Signer signer;
    private final Body body;
    private String previous;

    /** The frames of one body, whose head was signed with {@code headSignature}. */
    public ChunkedFrames(Signer signer, Body body, String headSignature) {
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

    /** The whole body, encoded. */
    public ByteBuffer encode() {
        ByteBuffer whole = ByteBuffer.allocate(Math.toIntExact(encodedBytes(body)));
        for (int index = 0; index < body.chunks(); index++) {
            whole.put(before(index)).put(body.from((long) index * Body.CHUNK_BYTES, Body.CHUNK_BYTES));
        }
        return whole.put(before(body.chunks())).flip();
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
