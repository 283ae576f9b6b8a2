package dfs.storage.disk;

import dfs.storage.format.RecordHeader;
import dfs.storage.format.SegmentHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A segment to read: its file, which is lent, and its header, without which none of its bytes are records.
 *
 * @param file open
 * @param header sound, and of this segment
 */
record SegmentFile(DiskFile file, SegmentHeader header) {

    /** The segment of this number in a file; empty where no sound header of it stands there. */
    static Optional<SegmentFile> of(DiskFile file, long number) throws IOException {
        if (file.sizeBytes() < SegmentHeader.RECORDS_AT) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.RECORDS_AT);
        file.read(bytes, 0);
        return SegmentHeader.decode(bytes.flip())
                .filter(header -> header.number() == number)
                .map(header -> new SegmentFile(file, header));
    }

    long number() {
        return header.number();
    }

    /** The header of the record that begins at an offset; empty where no sound one stands there. */
    Optional<RecordHeader> record(long offset) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(RecordHeader.LENGTH_BYTES);
        file.read(bytes, offset);
        return RecordHeader.decode(bytes.flip(), header.salt(), offset);
    }

    /** The place of a record that was found in it. */
    Place placeOf(SegmentScan.Found found) {
        return Place.of(found.header(), number(), found.offset());
    }

    /** Takes what stands in a segment, part by part. */
    @FunctionalInterface
    interface Step {
        void take(SegmentScan.Stretch stretch) throws IOException;
    }

    /** Walks from an offset at which a record should begin up to another one, or to the end of the file as it is now. */
    void walk(long from, long to, Step step) throws IOException {
        SegmentScan scan = new SegmentScan(file, header.salt(), from, Math.min(to, file.sizeBytes()));
        for (var next = scan.next(); next.isPresent(); next = scan.next()) {
            step.take(next.get());
        }
    }
}
