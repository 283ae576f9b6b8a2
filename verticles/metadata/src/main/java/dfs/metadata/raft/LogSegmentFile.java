package dfs.metadata.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * A file of the Raft log as Ratis writes it: eight bytes {@code RaftLog1}, then entries, then zeros that were written ahead. An
 * entry is its length as a varint, its bytes, and the CRC-32C of both in four bytes. A file that is written still is named
 * {@code log_inprogress_FIRST}, one that is full {@code log_FIRST-LAST}.
 *
 * @param path the file
 * @param first index of its first entry
 * @param last index of its last entry; absent while it is written
 */
record LogSegmentFile(Path path, long first, OptionalLong last) {

    private static final byte[] MAGIC = "RaftLog1".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern OPEN = Pattern.compile("log_inprogress_([0-9]+)");
    private static final Pattern CLOSED = Pattern.compile("log_([0-9]+)-([0-9]+)");
    private static final int CRC_BYTES = 4;

    /** How every entry begins: the tag of its term, a protobuf field of number 1. */
    private static final byte TERM_TAG = 0x08;

    private static final byte INDEX_TAG = 0x10;

    /** The log file that a path is; empty where it is another file. */
    static Optional<LogSegmentFile> of(Path path) {
        Matcher open = OPEN.matcher(path.getFileName().toString());
        if (open.matches()) {
            return Optional.of(new LogSegmentFile(path, Long.parseLong(open.group(1)), OptionalLong.empty()));
        }
        Matcher closed = CLOSED.matcher(path.getFileName().toString());
        return closed.matches()
                ? Optional.of(new LogSegmentFile(
                        path, Long.parseLong(closed.group(1)), OptionalLong.of(Long.parseLong(closed.group(2)))))
                : Optional.empty();
    }

    /**
     * What a look through the file found bad.
     *
     * @param offset where the first entry stands that is not sound; 0 where the file's beginning is not
     * @param index which entry of the log stands or stood there
     * @param isWritten whether it was written up to its end, so that it may have been acknowledged; else a crash cut it short
     * @param behind indexes of sound entries that come after it
     */
    record Damage(long offset, long index, boolean isWritten, List<Long> behind) {}

    /**
     * What a look through the file found.
     *
     * @param damage empty where every entry is sound
     * @param lastTerm the term of the last entry before any damage; 0 where there is none
     */
    record Look(Optional<Damage> damage, long lastTerm) {}

    /** Looks through the whole file. */
    Look look() throws IOException {
        return look(read());
    }

    /** Looks through what the file holds. */
    Look look(ByteBuffer bytes) {
        int at = MAGIC.length;
        if (bytes.limit() < at || !bytes.slice(0, at).equals(ByteBuffer.wrap(MAGIC))) {
            return new Look(
                    Optional.of(new Damage(0, first, false, entriesFrom(bytes, Math.min(at, bytes.limit())))), 0);
        }
        long index = first;
        long term = 0;
        for (Optional<Entry> entry = entry(bytes, at); entry.isPresent(); entry = entry(bytes, at)) {
            at = entry.get().end();
            term = entry.get().term();
            index++;
        }
        boolean isWhole = last.isEmpty() || index > last.getAsLong();
        Optional<Damage> damage = isWhole && isZero(bytes, at)
                ? Optional.empty()
                : Optional.of(new Damage(
                        at, index, isWritten(bytes, at), entriesFrom(bytes, Math.min(at + 1, bytes.limit()))));
        return new Look(damage, term);
    }

    private ByteBuffer read() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until all is there
            }
            return bytes.flip();
        }
    }

    private record Entry(int end, long term, long index) {}

    /** The entry at a position; empty where there is none that is sound. */
    private static Optional<Entry> entry(ByteBuffer bytes, int at) {
        int position = at;
        long length = 0;
        int shift = 0;
        byte next;
        do {
            if (position >= bytes.limit() || shift > 28) {
                return Optional.empty();
            }
            next = bytes.get(position++);
            length |= (long) (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0);
        if (length < 2 || length > bytes.limit() - position - CRC_BYTES || bytes.get(position) != TERM_TAG) {
            return Optional.empty();
        }
        int end = position + (int) length;
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(at, end - at));
        return (int) crc.getValue() == bytes.getInt(end)
                ? Optional.of(
                        new Entry(end + CRC_BYTES, number(bytes, position + 1, end), index(bytes, position + 1, end)))
                : Optional.empty();
    }

    /** Whether the checksum of the entry at a position, which is not sound, is there: it is written last. */
    private static boolean isWritten(ByteBuffer bytes, int at) {
        int position = at;
        long length = 0;
        for (int shift = 0; shift <= 28 && position < bytes.limit(); shift += 7) {
            byte next = bytes.get(position++);
            length |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                long end = position + length;
                return end + CRC_BYTES <= bytes.limit() && bytes.getInt((int) end) != 0;
            }
        }
        return false;
    }

    /** The entry's index stands behind its term; the first entry of all has none. */
    private static long index(ByteBuffer bytes, int from, int end) {
        int at = from;
        while (at < end && bytes.get(at) < 0) {
            at++;
        }
        at++;
        if (at >= end || bytes.get(at) != INDEX_TAG) {
            return 0;
        }
        return number(bytes, at + 1, end);
    }

    /** A varint; 0 where there is none. */
    private static long number(ByteBuffer bytes, int from, int end) {
        long number = 0;
        int shift = 0;
        for (int at = from; at < end && shift < Long.SIZE; at++) {
            number |= (long) (bytes.get(at) & 0x7f) << shift;
            if (bytes.get(at) >= 0) {
                return number;
            }
            shift += 7;
        }
        return 0;
    }

    private static List<Long> entriesFrom(ByteBuffer bytes, int from) {
        List<Long> found = new ArrayList<>();
        int at = from;
        while (at < bytes.limit()) {
            Optional<Entry> entry = entry(bytes, at);
            entry.ifPresent(sound -> found.add(sound.index()));
            at = entry.map(Entry::end).orElse(at + 1);
        }
        return found;
    }

    private static boolean isZero(ByteBuffer bytes, int from) {
        for (int at = from; at < bytes.limit(); at++) {
            if (bytes.get(at) != 0) {
                return false;
            }
        }
        return true;
    }
}
