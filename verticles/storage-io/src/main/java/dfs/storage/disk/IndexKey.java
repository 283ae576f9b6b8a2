package dfs.storage.disk;

import dfs.core.name.BlobId;
import java.nio.ByteBuffer;

/** The keys of a {@link PlaceIndex}: a letter for the table, then what is looked up in it. */
final class IndexKey {

    /** + blob id to {@link Place}. */
    static final byte BLOB = 'b';
    /** + segment number to {@link Tally}. */
    static final byte SEGMENT = 's';
    /** + blob id: a file to be removed once its blob's deletion is on disk. */
    static final byte UNLINK = 'u';

    /** Alone, to {@link CleanEnd}: there while the store is closed. */
    static final byte END = 'e';

    /** Alone: there from when an index is made empty, or a segment could not be read, until it holds all that the store does. */
    static final byte LACKING = 'l';

    private IndexKey() {}

    static byte[] lacking() {
        return new byte[] {LACKING};
    }

    static byte[] end() {
        return new byte[] {END};
    }

    static byte[] of(byte table, BlobId id) {
        return ByteBuffer.allocate(1 + BlobId.LENGTH_BYTES)
                .put(table)
                .putLong(id.high())
                .putLong(id.low())
                .array();
    }

    static byte[] of(long segment) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(SEGMENT).putLong(segment).array();
    }

    static BlobId id(byte[] key) {
        ByteBuffer in = ByteBuffer.wrap(key).position(1);
        return new BlobId(in.getLong(), in.getLong());
    }

    static long segment(byte[] key) {
        return ByteBuffer.wrap(key).getLong(1);
    }
}
