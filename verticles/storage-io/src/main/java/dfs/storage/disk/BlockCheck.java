package dfs.storage.disk;

import dfs.core.name.BlobId;
import dfs.storage.format.BlockSums;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/** Reads blocks and holds them against their checksums. */
final class BlockCheck {

    /** Blocks read at a time where the bytes are not wanted; a buffer of them fits a core's cache. */
    private static final int SCRATCH_BYTES = 4 * BlockSums.BLOCK_BYTES;

    private static final int SCRATCH_KEPT_MAX = 16;

    private final ConcurrentLinkedQueue<ByteBuffer> scratch = new ConcurrentLinkedQueue<>();
    private final AtomicInteger scratchKept = new AtomicInteger();

    /**
     * Where the bytes of one blob stand in a file.
     *
     * @param file open
     * @param id the blob's
     * @param position of its first byte; its table stands behind its last one
     * @param sizeBytes the blob's
     */
    record Bytes(DiskFile file, BlobId id, long position, long sizeBytes) {

        long tablePosition() {
            return position + sizeBytes;
        }

        /** Length of one block: the last one is shorter. */
        int blockBytes(long block) {
            return (int) Math.min(BlockSums.BLOCK_BYTES, sizeBytes - block * BlockSums.BLOCK_BYTES);
        }
    }

    /** The first block that is not sound. */
    record Broken(long block) {}

    /** What a read gave: the blocks, or the first that is not sound. */
    record Blocks(ByteBuffer bytes, Optional<Broken> broken) {}

    /** Reads the blocks from {@code first} to {@code last}, both included. */
    Blocks read(Bytes blob, long first, long last) throws IOException {
        long from = first * BlockSums.BLOCK_BYTES;
        int length = (int) (last * BlockSums.BLOCK_BYTES + blob.blockBytes(last) - from);
        int tableBytes = (int) BlockSums.tableBytes(blob.sizeBytes());
        ByteBuffer bytes;
        ByteBuffer table;
        if (first == 0 && length == blob.sizeBytes()) {
            bytes = ByteBuffer.allocate(length + tableBytes);
            blob.file().read(bytes, blob.position());
            table = bytes.slice(length, tableBytes);
            bytes.flip().limit(length);
        } else {
            bytes = ByteBuffer.allocate(length);
            blob.file().read(bytes, blob.position() + from);
            bytes.flip();
            table = table(blob, first, last);
        }
        return new Blocks(bytes, firstBroken(blob, first, bytes, table));
    }

    /** Checks the blocks from {@code first} to {@code last}, and tells how many bytes were read as they are. */
    Optional<Broken> check(Bytes blob, long first, long last, LongConsumer readBytes) throws IOException {
        ByteBuffer table = table(blob, first, last);
        ByteBuffer buffer = takeScratch();
        try {
            for (long block = first; block <= last; ) {
                long end = Math.min(last, block + SCRATCH_BYTES / BlockSums.BLOCK_BYTES - 1);
                int length = (int) ((end - block) * BlockSums.BLOCK_BYTES) + blob.blockBytes(end);
                buffer.clear().limit(length);
                blob.file().read(buffer, blob.position() + block * BlockSums.BLOCK_BYTES);
                Optional<Broken> broken = firstBroken(
                        blob, block, buffer.flip(), table.duplicate().position((int)
                                BlockSums.tableOffset(block - first)));
                readBytes.accept(length);
                if (broken.isPresent()) {
                    return broken;
                }
                block = end + 1;
            }
            return Optional.empty();
        } finally {
            giveScratch(buffer);
        }
    }

    private static ByteBuffer table(Bytes blob, long first, long last) throws IOException {
        ByteBuffer table = ByteBuffer.allocate((int) BlockSums.tableOffset(last - first + 1));
        blob.file().read(table, blob.tablePosition() + BlockSums.tableOffset(first));
        return table.flip();
    }

    private static Optional<Broken> firstBroken(Bytes blob, long first, ByteBuffer bytes, ByteBuffer table) {
        ByteBuffer rest = bytes.duplicate();
        int end = rest.limit();
        for (long block = first; rest.position() < end; block++) {
            rest.limit(Math.min(end, rest.position() + BlockSums.BLOCK_BYTES));
            if (BlockSums.sum(blob.id(), block, rest) != table.getInt()) {
                return Optional.of(new Broken(block));
            }
        }
        return Optional.empty();
    }

    private ByteBuffer takeScratch() {
        ByteBuffer buffer = scratch.poll();
        if (buffer == null) {
            return ByteBuffer.allocateDirect(SCRATCH_BYTES);
        }
        scratchKept.decrementAndGet();
        return buffer;
    }

    private void giveScratch(ByteBuffer buffer) {
        if (scratchKept.incrementAndGet() <= SCRATCH_KEPT_MAX) {
            scratch.add(buffer);
        } else {
            scratchKept.decrementAndGet();
        }
    }
}
