package dfs.storage.format;

import dfs.core.name.BlobId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The checksums of one blob, growing with it: a CRC32C for every block of {@link #BLOCK_BYTES}, the last block being
 * shorter. Each sum covers the blob's id and the block's number before the bytes, so that bytes which are sound, but of
 * another blob or another place, do not pass.
 *
 * <p>On disk they stand behind the blob's bytes as a table of big-endian 32-bit numbers.
 */
public final class BlockSums {

    /** Bytes of a block. A read verifies whole blocks, so this is the least that a read of one byte costs. */
    public static final int BLOCK_BYTES = 64 * 1024;

    /** No blob is longer: far beyond any disk, and lengths reckoned of it do not overflow. */
    public static final long SIZE_BYTES_MAX = 1L << 60;

    private static final int SUM_BYTES = Integer.BYTES;

    private final BlobId id;
    private final CRC32C running = new CRC32C();
    private int[] sums = new int[1];
    private int finishedBlocks;
    private int bytesInBlock;

    /** The sums of a blob that has no bytes yet. */
    public BlockSums(BlobId id) {
        this.id = id;
        begin(running, id, 0);
    }

    /** How many blocks a blob of this size has. */
    public static long blocks(long sizeBytes) {
        return (sizeBytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
    }

    /** Bytes of the table of a blob of this size. */
    public static long tableBytes(long sizeBytes) {
        return blocks(sizeBytes) * SUM_BYTES;
    }

    /** Where in the table the sum of a block stands. */
    public static long tableOffset(long block) {
        return block * SUM_BYTES;
    }

    /** The sum of one block, given whole; the buffer is read to its limit. */
    public static int sum(BlobId id, long block, ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        begin(crc, id, block);
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** Adds the blob's next bytes; the buffer's position stays. */
    public void add(ByteBuffer bytes) {
        ByteBuffer rest = bytes.duplicate();
        int end = rest.limit();
        while (rest.position() < end) {
            int take = Math.min(end - rest.position(), BLOCK_BYTES - bytesInBlock);
            rest.limit(rest.position() + take);
            running.update(rest);
            bytesInBlock += take;
            if (bytesInBlock == BLOCK_BYTES) {
                finishBlock();
            }
        }
    }

    /** The table of all bytes added; none can be added afterwards. */
    public ByteBuffer table() {
        if (bytesInBlock > 0) {
            finishBlock();
        }
        ByteBuffer table = ByteBuffer.allocate(finishedBlocks * SUM_BYTES);
        for (int i = 0; i < finishedBlocks; i++) {
            table.putInt(sums[i]);
        }
        return table.flip();
    }

    private void finishBlock() {
        if (finishedBlocks == sums.length) {
            sums = Arrays.copyOf(sums, sums.length * 2);
        }
        sums[finishedBlocks++] = (int) running.getValue();
        bytesInBlock = 0;
        begin(running, id, finishedBlocks);
    }

    private static void begin(CRC32C crc, BlobId id, long block) {
        crc.reset();
        crc.update(ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(id.high())
                .putLong(id.low())
                .putLong(block)
                .flip());
    }
}
