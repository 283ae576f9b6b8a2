package dfs.storage.disk;

import java.nio.ByteBuffer;

/**
 * What the index knows of one segment.
 *
 * @param end up to where its records are in the index
 * @param liveRecordBytes bytes of the records whose blobs live
 * @param liveBytes bytes of those blobs, also where they stand in files
 * @param liveBlobs how many they are
 */
record Tally(long end, long liveRecordBytes, long liveBytes, long liveBlobs) {

    private static final byte VERSION = 1;
    /** Of the form, and without meaning any more. */
    private static final byte UNUSED = 0;

    private static final int LENGTH_BYTES = 2 + 4 * Long.BYTES;

    /** Of a segment of which the index knows nothing yet. */
    static final Tally NONE = new Tally(0, 0, 0, 0);

    Tally plus(Place place) {
        return new Tally(end, liveRecordBytes + place.recordBytes(), liveBytes + place.sizeBytes(), liveBlobs + 1);
    }

    Tally minus(Place place) {
        return new Tally(end, liveRecordBytes - place.recordBytes(), liveBytes - place.sizeBytes(), liveBlobs - 1);
    }

    Tally upTo(long position) {
        return new Tally(Math.max(end, position), liveRecordBytes, liveBytes, liveBlobs);
    }

    byte[] encode() {
        return ByteBuffer.allocate(LENGTH_BYTES)
                .put(VERSION)
                .putLong(end)
                .putLong(liveRecordBytes)
                .putLong(liveBytes)
                .putLong(liveBlobs)
                .put(UNUSED)
                .array();
    }

    static Tally decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length != LENGTH_BYTES || in.get() != VERSION) {
            throw new IllegalStateException("not a tally: " + bytes.length + " bytes");
        }
        return new Tally(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }
}
