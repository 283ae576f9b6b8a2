package dfs.storage.disk;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Memory that a disk can take bytes from without a copy, lent for one write at a time and used again. For any thread. */
final class AlignedBuffers {

    /** Bytes of a buffer. */
    static final int BYTES = 1 << 20;

    /** As many wait for their next use; more are left to the collector. */
    private static final int IDLE_MAX = 4;

    private final int blockBytes;
    private final BlockingQueue<ByteBuffer> idle = new ArrayBlockingQueue<>(IDLE_MAX);

    /**
     * None at first.
     *
     * @param blockBytes what begin and length of a write have to be multiples of; a power of two, {@link #BYTES} at most
     */
    AlignedBuffers(int blockBytes) {
        this.blockBytes = blockBytes;
    }

    int blockBytes() {
        return blockBytes;
    }

    /** An empty buffer of {@link #BYTES} that begins at a multiple of a block, outside of the heap. */
    ByteBuffer take() {
        ByteBuffer buffer = idle.poll();
        return buffer != null
                ? buffer.clear()
                : ByteBuffer.allocateDirect(BYTES + blockBytes)
                        .alignedSlice(blockBytes)
                        .limit(BYTES)
                        .slice();
    }

    /** Takes one back that {@link #take} gave. */
    void give(ByteBuffer buffer) {
        boolean _ = idle.offer(buffer);
    }
}
