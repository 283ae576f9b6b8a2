package dfs.metadata.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Up to where the log may go: as far as the index is on disk, but for some bytes of entries, from which a member that missed them catches up.
 * Files that other processes left count with their lengths. Used by one thread at a time.
 */
final class KeptLog {

    /** Places in the log behind which so much of it is kept that the oldest one is where the log may end. */
    private final Deque<Mark> marks = new ArrayDeque<>();

    private record Mark(long index, long bytesEver) {}

    /** The log in a folder, whose index is on disk up to the entry {@code durable}. */
    static KeptLog in(Path folder, long durable) throws IOException {
        KeptLog kept = new KeptLog();
        long bytes = 0;
        for (LogSegmentFile file : files(folder)) {
            long last = file.last().orElse(Long.MAX_VALUE);
            if (last <= durable) {
                bytes += Files.size(file.path());
                kept.marks.addLast(new Mark(last, bytes));
            }
        }
        return kept;
    }

    private static List<LogSegmentFile> files(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(LogSegmentFile::of)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparingLong(LogSegmentFile::first))
                    .toList();
        }
    }

    /** How many bytes of entries are in the log, and in the index on disk. */
    long bytes() {
        return marks.isEmpty() ? 0 : marks.getLast().bytesEver();
    }

    /**
     * The index is on disk up to an entry: the last entry that is not needed any more, where there is one.
     *
     * @param bytesEver bytes of all entries that were in the log up to that one, counted on from {@link #bytes}
     * @param keptBytes bytes of entries to be kept
     */
    OptionalLong flushed(long index, long bytesEver, long keptBytes) {
        marks.addLast(new Mark(index, bytesEver));
        while (marks.size() > 1 && bytesEver - second().bytesEver() >= keptBytes) {
            marks.removeFirst();
        }
        Mark first = marks.getFirst();
        return bytesEver - first.bytesEver() >= keptBytes ? OptionalLong.of(first.index()) : OptionalLong.empty();
    }

    private Mark second() {
        return marks.stream().skip(1).findFirst().orElseThrow();
    }
}
