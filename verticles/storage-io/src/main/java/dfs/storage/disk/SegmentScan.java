package dfs.storage.disk;

import dfs.storage.format.RecordHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A walk over what stands in a segment, learned from the segment alone, in memory that does not grow with it. Where no record
 * begins the next one is searched for, byte by byte: a broken header hides its own record, and no other. A block that the disk
 * does not give is stepped over. For one thread.
 */
final class SegmentScan {

    /** What a disk gives or does not give as a whole. */
    static final int BLOCK_BYTES = 4096;

    /** So many blocks that cannot be read are stepped over; at one more the walk ends, as a disk may fail at each. */
    static final int UNREADABLE_BLOCKS_MAX = 64;

    private static final int SEARCH_BYTES = 1 << 20;

    private final DiskFile file;
    private final long salt;
    private final long to;
    private ByteBuffer window = ByteBuffer.allocate(BLOCK_BYTES).limit(0);
    /** Where the window's first byte stands in the file. */
    private long windowAt;
    /** Where blocks begin that cannot be read. */
    private final TreeSet<Long> unreadable = new TreeSet<>();

    private boolean isGivenUp;
    private long position;

    /** Walks from a position at which a record should begin up to another one, within the file. */
    SegmentScan(DiskFile file, long salt, long from, long to) {
        this.file = file;
        this.salt = salt;
        this.position = from;
        this.windowAt = from;
        this.to = to;
    }

    /** A part of a segment. Each begins where the one before it ends. */
    sealed interface Stretch permits Found, Gap {
        /** Where the next one begins. */
        long end();
    }

    /**
     * A record with a sound header; the bytes behind it are not checked.
     *
     * @param offset where the header stands
     */
    record Found(long offset, RecordHeader header) implements Stretch {
        @Override
        public long end() {
            return offset + header.recordBytes();
        }
    }

    /**
     * Bytes that are no record.
     *
     * @param isUnreadable whether that is because the disk does not give all of them
     */
    record Gap(long from, long end, boolean isUnreadable) implements Stretch {}

    /**
     * The next part; empty at the end.
     *
     * @throws IOException where reading fails for another reason than the bytes themselves
     */
    Optional<Stretch> next() throws IOException {
        if (position >= to) {
            return Optional.empty();
        }
        long from = position;
        Optional<Found> found = recordAt(from, BLOCK_BYTES);
        if (found.isPresent()) {
            position = found.get().end();
            return Optional.of(found.get());
        }
        position = search(from + 1);
        boolean isUnreadable =
                isGivenUp || !unreadable.subSet(blockOf(from), position).isEmpty();
        return Optional.of(new Gap(from, position, isUnreadable));
    }

    /** Where the block begins in which a position stands. */
    static long blockOf(long position) {
        return position / BLOCK_BYTES * BLOCK_BYTES;
    }

    /** Where the next record begins; the end where none does. */
    private long search(long from) throws IOException {
        long at = from;
        while (at < to && recordAt(at, SEARCH_BYTES).isEmpty()) {
            at = isGivenUp ? to : at + 1;
        }
        return at;
    }

    /** The record at a position, where one begins there that ends within the walk; looks {@code ahead} so far. */
    private Optional<Found> recordAt(long at, int ahead) throws IOException {
        if (isGivenUp || to - at < RecordHeader.LENGTH_BYTES) {
            return Optional.empty();
        }
        if (at < windowAt || at + RecordHeader.LENGTH_BYTES > windowAt + window.limit()) {
            fill(at, (int) Math.min(ahead, to - at));
        }
        int index = (int) (at - windowAt);
        if (window.getInt(index) != RecordHeader.MAGIC) {
            return Optional.empty();
        }
        return RecordHeader.decode(window.duplicate().position(index), salt, at)
                .filter(header -> header.recordBytes() <= to - at)
                .map(header -> new Found(at, header));
    }

    private void fill(long from, int count) throws IOException {
        if (window.capacity() < count) {
            window = ByteBuffer.allocate(SEARCH_BYTES);
        }
        window.clear().limit(count);
        windowAt = from;
        try {
            file.read(window, from);
        } catch (IOException e) {
            if (!DiskHealth.isUnreadable(e)) {
                throw e;
            }
            fillByBlocks(from, count);
        }
        window.rewind();
    }

    /** Zeros stand for blocks that cannot be read: they begin no record, and where they would end a header its checksum tells. */
    private void fillByBlocks(long from, int count) throws IOException {
        int filled = 0;
        while (filled < count) {
            long at = from + filled;
            int length = (int) Math.min(count - filled, blockOf(at) + BLOCK_BYTES - at);
            ByteBuffer part = window.slice(filled, length);
            if (isGivenUp || !isRead(part, at)) {
                part.clear().put(new byte[length]);
            }
            filled += length;
        }
    }

    private boolean isRead(ByteBuffer part, long at) throws IOException {
        try {
            file.read(part, at);
            return true;
        } catch (IOException e) {
            if (!DiskHealth.isUnreadable(e)) {
                throw e;
            }
            unreadable.add(blockOf(at));
            isGivenUp = unreadable.size() > UNREADABLE_BLOCKS_MAX;
            return false;
        }
    }
}
