package dfs.storage.format;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The start of a file that all else in it depends on, and which therefore stands there twice, each copy with its own
 * checksum: magic (8 bytes), version (4), two numbers (8 each), CRC32C of all before (4).
 *
 * @param magic which kind of file
 * @param version which form of it
 * @param first the first number
 * @param second the second number
 */
record TwinHeader(long magic, int version, long first, long second) {

    /** Bytes of both copies. */
    static final int LENGTH_BYTES = 2 * copyBytes();

    private static int copyBytes() {
        return 3 * Long.BYTES + 2 * Integer.BYTES;
    }

    ByteBuffer encode() {
        ByteBuffer both = ByteBuffer.allocate(LENGTH_BYTES);
        for (int copy = 0; copy < 2; copy++) {
            int start = both.position();
            both.putLong(magic).putInt(version).putLong(first).putLong(second);
            both.putInt(sum(both.duplicate().position(start).limit(both.position())));
        }
        return both.flip();
    }

    /** Reads whichever copy is sound, at the buffer's position; empty where neither is, or it is another kind of file. */
    static Optional<TwinHeader> decode(ByteBuffer both, long magic) {
        for (int copy = 0; copy < 2; copy++) {
            int start = both.position() + copy * copyBytes();
            if (both.limit() - start < copyBytes()) {
                return Optional.empty();
            }
            ByteBuffer one = both.duplicate().position(start);
            TwinHeader header = new TwinHeader(one.getLong(), one.getInt(), one.getLong(), one.getLong());
            int sum = sum(both.duplicate().position(start).limit(one.position()));
            if (header.magic == magic && one.getInt() == sum) {
                return Optional.of(header);
            }
        }
        return Optional.empty();
    }

    private static int sum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
