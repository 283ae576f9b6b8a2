package dfs.storage.disk;

import dfs.storage.format.RecordHeader;
import dfs.storage.format.SegmentHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The segment that takes records at the moment. Used by the log's thread alone. */
final class ActiveSegment implements AutoCloseable {

    private final Disk disk;
    private final Path path;
    private final DiskFile file;
    private final SegmentHeader header;
    private final Object identity;
    private long syncedTo;
    private boolean isInDoubt;

    private ActiveSegment(Disk disk, Path path, DiskFile file, SegmentHeader header, long syncedTo) throws IOException {
        this.disk = disk;
        this.path = path;
        this.file = file;
        this.header = header;
        this.identity = disk.identity(path);
        this.syncedTo = syncedTo;
    }

    /** Where a segment ended when it was read back, and the salt of its records. */
    record Tail(long number, long salt, long end) {}

    /** Begins a segment; it and its name are on disk when this returns. */
    static ActiveSegment begin(Disk disk, BlobFolder folder, long number, long salt) throws IOException {
        Path path = folder.segment(number);
        SegmentHeader header = new SegmentHeader(number, salt);
        DiskFile file = disk.create(path);
        try {
            file.append(new ByteBuffer[] {header.encode()});
            file.sync();
            disk.syncFolder(folder.segments());
            return new ActiveSegment(disk, path, file, header, SegmentHeader.RECORDS_AT);
        } catch (IOException | RuntimeException | Error e) {
            try (file) {
                disk.delete(path);
            } catch (IOException stays) {
                e.addSuppressed(stays);
            }
            throw e;
        }
    }

    /** Goes on where a segment ended. */
    static ActiveSegment resume(Disk disk, BlobFolder folder, Tail tail) throws IOException {
        Path path = folder.segment(tail.number());
        DiskFile file = disk.openToAppend(path);
        try {
            return new ActiveSegment(disk, path, file, new SegmentHeader(tail.number(), tail.salt()), tail.end());
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    long number() {
        return header.number();
    }

    /** Up to where all is on disk; the next records begin here. */
    long syncedTo() {
        return syncedTo;
    }

    /** A record to be: its header, but for where the segment ends, and the bytes behind it. */
    record Record(RecordHeader header, List<ByteBuffer> body) {}

    /**
     * Appends records and returns when they are on disk, with the place where each begins. After a failure none counts:
     * {@link #takeBack}.
     */
    List<Long> append(List<Record> records) throws IOException {
        List<Long> offsets = new ArrayList<>(records.size());
        List<ByteBuffer> buffers = new ArrayList<>(records.size() * 4);
        long position = syncedTo;
        for (Record record : records) {
            offsets.add(position);
            buffers.add(record.header().encode(header.salt(), position));
            record.body().forEach(bytes -> buffers.add(bytes.duplicate()));
            position += record.header().recordBytes();
        }
        file.append(buffers.toArray(new ByteBuffer[0]));
        isInDoubt = true;
        file.sync();
        isInDoubt = false;
        if (!disk.identity(path).equals(identity)) {
            throw new NoSuchFileException(path.toString(), null, "another file has its name");
        }
        syncedTo = position;
        return offsets;
    }

    /** Whether a sync failed: then another one proves nothing. */
    boolean isInDoubt() {
        return isInDoubt;
    }

    /** Cuts off what was appended after the last success. */
    void takeBack() throws IOException {
        file.truncate(syncedTo);
    }

    /** Whether the file under the segment's name is this one. */
    boolean isThere() {
        try {
            return disk.identity(path).equals(identity);
        } catch (IOException notThere) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
