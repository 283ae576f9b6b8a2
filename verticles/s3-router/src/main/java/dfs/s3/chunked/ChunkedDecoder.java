package dfs.s3.chunked;

import dfs.s3.signature.Payload;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/** Decodes one aws-chunked body as its bytes come. Used by one thread. */
public final class ChunkedDecoder {

    /** Starts before the first chunk. */
    public ChunkedDecoder(Payload.Streaming payload, ChunkedHead head) {
        throw new UnsupportedOperationException();
    }

    /**
     * Decodes on.
     *
     * @param input the next encoded bytes; those used are taken from it
     * @return the next bytes of the body, a slice of {@code input}; empty where {@code input} is used up. Call it again
     *     with the same buffer until it is
     * @throws dfs.core.error.S3Failure where the encoding is broken or a signature does not match. Bytes returned before are
     *     proven only when {@link #end} has returned
     */
    public Optional<ByteBuffer> decode(ByteBuffer input) {
        throw new UnsupportedOperationException();
    }

    /**
     * Says that no more bytes come.
     *
     * @throws dfs.core.error.S3Failure {@code IncompleteBody} where more were announced
     */
    public void end() {
        throw new UnsupportedOperationException();
    }

    /** The trailing headers by name in lower case; after {@link #end}. */
    public Map<String, String> trailers() {
        throw new UnsupportedOperationException();
    }
}
