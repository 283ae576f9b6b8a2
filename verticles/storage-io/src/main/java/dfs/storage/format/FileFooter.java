package dfs.storage.format;

import dfs.core.name.BlobId;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The end of a file that holds one blob: magic (8 bytes), version (4), blob id (16), size (8), CRC32C of all before (4).
 * The file begins with the blob's bytes, then come their {@link BlockSums}, then this: where it stands, the file is
 * complete.
 *
 * @param id the blob's
 * @param sizeBytes the blob's
 */
public record FileFooter(BlobId id, long sizeBytes) {

    /** Bytes of the footer. */
    public static final int LENGTH_BYTES = 40;

    private static final long MAGIC = 0x4446_5362_666f_6f74L; // "DFSbfoot"
    private static final int VERSION = 1;

    /** Bytes of the file of a blob of this size. */
    public static long fileBytes(long sizeBytes) {
        return sizeBytes + BlockSums.tableBytes(sizeBytes) + LENGTH_BYTES;
    }

    /** The last bytes of the file. */
    public ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH_BYTES);
        bytes.putLong(MAGIC)
                .putInt(VERSION)
                .putLong(id.high())
                .putLong(id.low())
                .putLong(sizeBytes);
        bytes.putInt(sum(bytes.duplicate().flip()));
        return bytes.flip();
    }

    /** Reads what {@link #encode} made; empty where it is damaged. */
    public static Optional<FileFooter> decode(ByteBuffer bytes) {
        if (bytes.remaining() < LENGTH_BYTES) {
            return Optional.empty();
        }
        ByteBuffer footer = bytes.slice(bytes.position(), LENGTH_BYTES);
        int sum = sum(footer.duplicate().limit(LENGTH_BYTES - Integer.BYTES));
        if (footer.getLong() != MAGIC || footer.getInt() != VERSION) {
            return Optional.empty();
        }
        FileFooter read = new FileFooter(new BlobId(footer.getLong(), footer.getLong()), footer.getLong());
        return footer.getInt() == sum && RecordHeader.isSize(read.sizeBytes) ? Optional.of(read) : Optional.empty();
    }

    private static int sum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
