package dfs.storage.disk;

import dfs.storage.format.RecordHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What stands in a segment from some position on, learned from the segment alone. Where no record begins the next one is
 * searched for, byte by byte: a broken header hides its own record, and no other.
 *
 * @param found sound record headers in order; the bytes behind them are not checked
 * @param gaps where no record stands, between records or behind the last one
 * @param end of the last record found, or where the scan began
 * @param syncedTo what the records say was on disk when they were written; 0 where there is none
 */
record SegmentScan(List<Found> found, List<Gap> gaps, long end, long syncedTo) {

    private static final int WINDOW_BYTES = 1 << 20;

    /** A record header and where it stands. */
    record Found(long offset, RecordHeader header) {
        long end() {
            return offset + header.recordBytes();
        }
    }

    /** Bytes that are no record. */
    record Gap(long from, long to) {}

    /** Scans from a position at which a record should begin up to the end of the file. */
    static SegmentScan of(DiskFile file, long salt, long from) throws IOException {
        long sizeBytes = file.sizeBytes();
        List<Found> found = new ArrayList<>();
        List<Gap> gaps = new ArrayList<>();
        long position = from;
        long end = from;
        long syncedTo = 0;
        while (position < sizeBytes) {
            Optional<RecordHeader> header = read(file, salt, position, sizeBytes);
            if (header.isPresent()) {
                Found record = new Found(position, header.get());
                found.add(record);
                position = record.end();
                end = position;
                syncedTo = Math.max(syncedTo, header.get().syncedTo());
            } else {
                long next = search(file, salt, position + 1, sizeBytes);
                gaps.add(new Gap(position, next));
                position = next;
            }
        }
        return new SegmentScan(found, gaps, end, syncedTo);
    }

    /** The header at a position, where a sound one stands there whose record the file holds whole. */
    private static Optional<RecordHeader> read(DiskFile file, long salt, long position, long sizeBytes)
            throws IOException {
        if (sizeBytes - position < RecordHeader.LENGTH_BYTES) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(RecordHeader.LENGTH_BYTES);
        file.read(bytes, position);
        return RecordHeader.decode(bytes.flip(), salt, position)
                .filter(header -> header.recordBytes() <= sizeBytes - position);
    }

    /** Where the next record begins; the end of the file where none does. */
    private static long search(DiskFile file, long salt, long from, long sizeBytes) throws IOException {
        ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
        long start = from;
        while (sizeBytes - start >= RecordHeader.LENGTH_BYTES) {
            window.clear().limit((int) Math.min(WINDOW_BYTES, sizeBytes - start));
            file.read(window, start);
            window.flip();
            int candidates = window.limit() - RecordHeader.LENGTH_BYTES + 1;
            for (int i = 0; i < candidates; i++) {
                if (window.getInt(i) == RecordHeader.MAGIC
                        && read(file, salt, start + i, sizeBytes).isPresent()) {
                    return start + i;
                }
            }
            start += candidates;
        }
        return sizeBytes;
    }
}
