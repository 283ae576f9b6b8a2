package dfs.s3.chunked;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Collects one line of bytes at a time, over as many buffers as it comes in. A line ends with a line feed. */
final class LineReader {

    /** The longest line: a chunk's is below 120 bytes, a trailing header's below 200. */
    static final int LINE_BYTES_MAX = 1024;

    private final byte[] line = new byte[LINE_BYTES_MAX];
    private int length;

    /** Reads on; whether the line is complete. Where not, {@code input} is used up. */
    boolean read(ByteBuffer input) {
        while (input.hasRemaining()) {
            byte octet = input.get();
            if (octet == '\n') {
                return true;
            }
            if (length == LINE_BYTES_MAX) {
                throw ChunkedDecoder.incomplete("a line is longer than " + LINE_BYTES_MAX + " bytes");
            }
            line[length++] = octet;
        }
        return false;
    }

    /** The complete line without its end; the next one begins. */
    String take() {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        length = 0;
        return new String(line, 0, end, StandardCharsets.ISO_8859_1);
    }

    /** Whether no line has begun. */
    boolean isEmpty() {
        return length == 0;
    }
}
