package dfs.simulation;

import java.nio.ByteBuffer;

/** The bytes that stand for a value: any other bytes stand for none. */
final class Values {

    private Values() {}

    static byte[] bytes(int value) {
        int mixed = value * 0x9E3779B9;
        int size = value % 6 == 0 ? 4 + (mixed >>> 26) : 200 + (mixed >>> 21);
        ByteBuffer bytes = ByteBuffer.allocate(size).putInt(value);
        while (bytes.hasRemaining()) {
            mixed = mixed * 1_664_525 + 1_013_904_223;
            bytes.put((byte) (mixed >>> 24));
        }
        return bytes.array();
    }

    /** Whether such bytes are written beside the metadata. */
    static boolean isBlob(byte[] bytes) {
        return bytes.length >= 200;
    }

    /** The value that these bytes are. */
    static int value(ByteBuffer bytes) {
        int value = bytes.remaining() < 4 ? -1 : bytes.getInt(bytes.position());
        if (value < 0 || !bytes.equals(ByteBuffer.wrap(bytes(value)))) {
            throw new IllegalArgumentException(bytes.remaining() + " bytes are no value");
        }
        return value;
    }
}
