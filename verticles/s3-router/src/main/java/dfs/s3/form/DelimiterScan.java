package dfs.s3.form;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Separates content from the delimiter that ends it, over as many buffers as they come in. The delimiter begins with a
 * carriage return and holds no other: what looked like its beginning and was not holds no other beginning.
 */
final class DelimiterScan {

    private final byte[] delimiter;
    private int matched;
    private int content;
    private boolean isFound;

    DelimiterScan(String delimiter) {
        this.delimiter = delimiter.getBytes(StandardCharsets.UTF_8);
    }

    /** Begins new content. */
    void begin() {
        matched = 0;
        content = 0;
        isFound = false;
    }

    /** Begins at the start of a line whose end is not there: the delimiter's own line end counts as read. */
    void assumeLineEnd() {
        begin();
        matched = 2;
        content = 2;
    }

    /** Whether the delimiter was read. */
    boolean isFound() {
        return isFound;
    }

    /**
     * The next bytes of content; empty where {@code input} is used up or the delimiter was read. Bytes that may begin the
     * delimiter are held back until that is known.
     */
    Optional<ByteBuffer> next(ByteBuffer input) {
        while (input.hasRemaining() && !isFound) {
            if (matched > 0) {
                Optional<ByteBuffer> refuted = match(input);
                if (refuted.isPresent()) {
                    return refuted;
                }
                continue;
            }
            int from = input.position();
            int to = from;
            while (to < input.limit() && input.get(to) != delimiter[0]) {
                to++;
            }
            if (to > from) {
                input.position(to);
                return Optional.of(input.slice(from, to - from));
            }
            input.position(to + 1);
            matched = 1;
        }
        return Optional.empty();
    }

    /** Goes on matching; the bytes that matched so far where the next one does not, for then they are content. */
    private Optional<ByteBuffer> match(ByteBuffer input) {
        while (input.hasRemaining()) {
            if (input.get(input.position()) != delimiter[matched]) {
                ByteBuffer held = ByteBuffer.wrap(delimiter, content, matched - content)
                        .slice()
                        .asReadOnlyBuffer();
                matched = 0;
                content = 0;
                return held.hasRemaining() ? Optional.of(held) : Optional.empty();
            }
            input.get();
            if (++matched == delimiter.length) {
                isFound = true;
                break;
            }
        }
        return Optional.empty();
    }
}
