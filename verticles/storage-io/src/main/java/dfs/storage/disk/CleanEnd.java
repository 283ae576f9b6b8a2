package dfs.storage.disk;

import java.nio.ByteBuffer;

/**
 * What a store that was closed in good order leaves for the next process: every name is on disk, and the segment that took
 * records can take more. It holds for one start, which removes it durably before anything else is written.
 *
 * @param segment number of that segment; 0 where there was none
 * @param end of its records, and of its file
 */
record CleanEnd(long segment, long end) {

    private static final byte VERSION = 1;
    private static final int LENGTH_BYTES = 1 + 2 * Long.BYTES;

    /** Of a store in which no segment took records. */
    static final CleanEnd WITHOUT_SEGMENT = new CleanEnd(0, 0);

    byte[] encode() {
        return ByteBuffer.allocate(LENGTH_BYTES)
                .put(VERSION)
                .putLong(segment)
                .putLong(end)
                .array();
    }

    static CleanEnd decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length != LENGTH_BYTES || in.get() != VERSION) {
            throw new IllegalStateException("not the end of a store: " + bytes.length + " bytes");
        }
        return new CleanEnd(in.getLong(), in.getLong());
    }
}
