package dfs.metadata.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

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
     * @param isUnreadable whether the disk does not give bytes of it, or of what comes after it: how many entries there are is not known then
     * @param hasHole whether sectors of it are empty, as a cut power leaves them
     * @param behind indexes of sound entries that come after it; the highest number for those that may stand where nothing can be read
     */
    record Damage(
            long offset, long index, boolean isWritten, boolean isUnreadable, boolean hasHole, List<Long> behind) {}

    /**
     * What a look through the file found.
     *
     * @param damage empty where every entry is sound
     * @param lastTerm the term of the last entry before any damage; 0 where there is none
     * @param lastIndex the index of that entry; of the one before the file where there is none
     */
    record Look(Optional<Damage> damage, long lastTerm, long lastIndex) {}

    /** Looks through the whole file, which is on {@code disk}. */
    Look look(FileBytes.Disk disk) throws IOException {
        return look(FileBytes.read(path, disk));
    }

    /** Looks through what the file holds. */
    Look look(FileBytes file) {
        ByteBuffer bytes = file.bytes();
        boolean isUnreadable = file.unreadableTo() > 0;
        LogBytes log = new LogBytes(bytes);
        int at = Math.min(MAGIC.length, bytes.limit());
        boolean isBegun = bytes.slice(0, at).equals(ByteBuffer.wrap(MAGIC));
        long index = first;
        long term = 0;
        for (Optional<LogBytes.Entry> entry = log.entry(at); entry.isPresent(); entry = log.entry(at)) {
            at = entry.get().end();
            term = entry.get().term();
            index++;
        }
        if (!isBegun) {
            List<Long> behind = LongStream.range(first, index).boxed().collect(Collectors.toCollection(ArrayList::new));
            behind.addAll(behind(log, at, index, term, file.unreadableTo()));
            return new Look(Optional.of(new Damage(0, first, false, isUnreadable, true, behind)), 0, first - 1);
        }
        boolean isWhole = last.isEmpty() || index > last.getAsLong();
        Optional<Damage> damage = isWhole && log.isZeroFrom(at)
                ? Optional.empty()
                : Optional.of(new Damage(
                        at,
                        index,
                        log.isWritten(at),
                        isUnreadable,
                        log.hasHole(at),
                        behind(log, at, index, term, file.unreadableTo())));
        return new Look(damage, term, index - 1);
    }

    /** In a file that was not full, whatever comes last may stand where nothing can be read. */
    private List<Long> behind(LogBytes log, int at, long index, long term, int unreadableTo) {
        List<Long> found = new ArrayList<>(log.behind(at, index, term));
        if (unreadableTo > 0
                && last.isEmpty()
                && log.behind(unreadableTo - 1, index, term).isEmpty()) {
            found.add(Long.MAX_VALUE);
        }
        return found;
    }
}
