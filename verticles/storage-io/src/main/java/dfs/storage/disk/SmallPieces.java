package dfs.storage.disk;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins the small pieces of a blob by copying them together, and passes on large ones as they are. A client may send its
 * bytes one by one, and a buffer takes more memory than a byte: what is kept afterwards may be counted in bytes, for on
 * average no buffer holds fewer than half of {@link #SMALL_BYTES}.
 */
final class SmallPieces {

    /** Pieces of fewer bytes are copied. */
    static final int SMALL_BYTES = 4 << 10;

    /** Bytes that are copied into one array; a writer has one such array at a time that is not full. */
    private static final int BLOCK_BYTES = 64 << 10;

    private final Consumer<ByteBuffer> next;
    private long expectedBytes;
    private @Nullable ByteBuffer block;
    /** Where in the block those bytes begin that were not passed on yet. */
    private int from;

    /**
     * Begins.
     *
     * @param sizeBytes how many bytes will come, so that no array is larger than need be
     * @param next takes the bytes, in order; each buffer is its own to keep
     */
    SmallPieces(long sizeBytes, Consumer<ByteBuffer> next) {
        this.expectedBytes = sizeBytes;
        this.next = next;
    }

    /** Takes a piece, to its limit; a large one is kept by reference. */
    void add(ByteBuffer piece) {
        if (piece.remaining() >= SMALL_BYTES) {
            flush();
            ByteBuffer kept = piece.slice();
            expectedBytes -= kept.remaining();
            piece.position(piece.limit());
            next.accept(kept);
            return;
        }
        ByteBuffer open = block;
        if (open == null || open.remaining() < piece.remaining()) {
            flush();
            open = ByteBuffer.allocate(Math.clamp(expectedBytes, piece.remaining(), BLOCK_BYTES));
            block = open;
            from = 0;
        }
        expectedBytes -= piece.remaining();
        open.put(piece);
    }

    /** Passes on all that was taken. */
    void flush() {
        ByteBuffer open = block;
        if (open != null && open.position() > from) {
            ByteBuffer joined = open.slice(from, open.position() - from);
            from = open.position();
            next.accept(joined);
        }
    }
}
