package dfs.storage.disk;

import dfs.core.name.BlobId;
import dfs.storage.format.RecordHeader;
import java.nio.ByteBuffer;

/**
 * Where a blob is: which segment's record is its own, and what that record says.
 *
 * @param kind whether the bytes stand in the record or in a file
 * @param segment the segment's number
 * @param offset where in it the record begins
 * @param sizeBytes the blob's
 * @param finishedMillis milliseconds since 1970 at which it became durable
 */
record Place(RecordHeader.Kind kind, long segment, long offset, long sizeBytes, long finishedMillis) {

    private static final byte VERSION = 1;
    private static final int LENGTH_BYTES = 2 + 4 * Long.BYTES;

    /** A blob and its place. */
    record Of(BlobId id, Place place) {}

    /** The place of a record that was read at {@code offset} of {@code segment}. */
    static Place of(RecordHeader header, long segment, long offset) {
        return new Place(header.kind(), segment, offset, header.sizeBytes(), header.finishedMillis());
    }

    /** Bytes of the record. */
    long recordBytes() {
        return RecordHeader.recordBytes(kind, sizeBytes);
    }

    /** Whether the record was written before another one: segments are numbered, and written, one after the other. */
    boolean isBefore(Place other) {
        return segment < other.segment || (segment == other.segment && offset < other.offset);
    }

    byte[] encode() {
        return ByteBuffer.allocate(LENGTH_BYTES)
                .put(VERSION)
                .put((byte) kind.code())
                .putLong(segment)
                .putLong(offset)
                .putLong(sizeBytes)
                .putLong(finishedMillis)
                .array();
    }

    static Place decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length != LENGTH_BYTES || in.get() != VERSION) {
            throw new IllegalStateException("not a place: " + bytes.length + " bytes");
        }
        RecordHeader.Kind kind = RecordHeader.Kind.of(in.get())
                .orElseThrow(() -> new IllegalStateException("not a place: unknown kind"));
        Place place = new Place(kind, in.getLong(), in.getLong(), in.getLong(), in.getLong());
        if (!RecordHeader.isSize(place.sizeBytes)) {
            throw new IllegalStateException("not a place: a size of " + place.sizeBytes);
        }
        return place;
    }
}
