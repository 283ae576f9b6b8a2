package dfs.storage.format;

import dfs.core.name.BlobId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The start of a record of a segment: magic (4 bytes), version (1), kind (1), zero (2), blob id (16), size (8), finished
 * (8), synced (8), CRC32C (4). The checksum covers the segment's salt and the header's own position too: a copy of a
 * record at any other place is not a record.
 *
 * <p>A record of a {@link Kind#BLOB} goes on with the blob's bytes and their {@link BlockSums}; one of a {@link
 * Kind#FILE} is the header alone, and says that the blob's own file is complete.
 *
 * @param kind where the bytes are
 * @param id the blob's
 * @param sizeBytes the blob's, 1 to {@link BlockSums#SIZE_BYTES_MAX}
 * @param finishedMillis milliseconds since 1970 at which it became durable
 * @param syncedTo up to where the segment was known to be on disk when this record was written: what is broken before
 *     that position was damaged, what is broken behind all such positions may merely have been torn by a crash
 */
public record RecordHeader(Kind kind, BlobId id, long sizeBytes, long finishedMillis, long syncedTo) {

    /** Where a blob's bytes are. */
    public enum Kind {
        /** Behind the header. */
        BLOB(0),
        /** In a file of the blob's own. */
        FILE(1);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** The number on disk, one byte. */
        public int code() {
            return code;
        }

        /** The kind of this number; empty where there is none. */
        public static Optional<Kind> of(int code) {
            return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
        }
    }

    /** Bytes of the header. */
    public static final int LENGTH_BYTES = 52;

    /** The first bytes of a header. */
    public static final int MAGIC = 0x4446_5372; // "DFSr"

    private static final byte VERSION = 1;

    /** Checks the size. */
    public RecordHeader {
        if (!isSize(sizeBytes)) {
            throw new IllegalArgumentException("sizeBytes " + sizeBytes);
        }
    }

    /** Whether a blob can have this many bytes. */
    public static boolean isSize(long sizeBytes) {
        return sizeBytes >= 1 && sizeBytes <= BlockSums.SIZE_BYTES_MAX;
    }

    /** Bytes of a record: header, and what stands behind it. */
    public long recordBytes() {
        return recordBytes(kind, sizeBytes);
    }

    /** Bytes of a record of a blob of this kind and size. */
    public static long recordBytes(Kind kind, long sizeBytes) {
        return switch (kind) {
            case BLOB -> LENGTH_BYTES + sizeBytes + BlockSums.tableBytes(sizeBytes);
            case FILE -> LENGTH_BYTES;
        };
    }

    /** The header as it stands at {@code position} of a segment with this salt. */
    public ByteBuffer encode(long salt, long position) {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH_BYTES);
        bytes.putInt(MAGIC)
                .put(VERSION)
                .put((byte) kind.code())
                .putShort((short) 0)
                .putLong(id.high())
                .putLong(id.low())
                .putLong(sizeBytes)
                .putLong(finishedMillis)
                .putLong(syncedTo);
        bytes.putInt(sum(bytes.duplicate().flip(), salt, position));
        return bytes.flip();
    }

    /** Reads the header at the buffer's position, which stays; empty where there is no sound one. */
    public static Optional<RecordHeader> decode(ByteBuffer bytes, long salt, long position) {
        if (bytes.remaining() < LENGTH_BYTES) {
            return Optional.empty();
        }
        ByteBuffer header = bytes.slice(bytes.position(), LENGTH_BYTES);
        int sum = sum(header.duplicate().limit(LENGTH_BYTES - Integer.BYTES), salt, position);
        if (header.getInt() != MAGIC || header.get() != VERSION || header.getInt(LENGTH_BYTES - Integer.BYTES) != sum) {
            return Optional.empty();
        }
        Optional<Kind> kind = Kind.of(header.get());
        header.getShort();
        BlobId id = new BlobId(header.getLong(), header.getLong());
        long sizeBytes = header.getLong();
        if (kind.isEmpty() || !isSize(sizeBytes)) {
            return Optional.empty();
        }
        return Optional.of(new RecordHeader(kind.get(), id, sizeBytes, header.getLong(), header.getLong()));
    }

    private static int sum(ByteBuffer bytes, long salt, long position) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(salt)
                .putLong(position)
                .flip());
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
