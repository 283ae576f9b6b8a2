package dfs.metadata.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.Objects;

/**
 * The folder as it was when it was opened: whether that one is still there, and how much may be written to its disk. The
 * file system is asked at most every so often. Safe for any number of threads.
 */
final class FolderWatch {

    private static final long PERIOD_MILLIS = 200;

    private final Path folder;
    private final InstantSource clock;
    private final RaftSettings.Space space;
    private final Object identity;
    private volatile Look last;

    private record Look(long atMillis, boolean isGone, long freeBytes) {}

    FolderWatch(Path folder, InstantSource clock, RaftSettings.Space space) throws IOException {
        this.folder = folder;
        this.clock = clock;
        this.space = space;
        this.identity = identity(folder);
        this.last = look();
    }

    /** Whether the folder is not there, or is another one of its name. */
    boolean isGone() {
        return current().isGone;
    }

    /** Bytes that may be written; none where the folder is gone. */
    long freeBytes() {
        return current().freeBytes;
    }

    private Look current() {
        Look known = last;
        if (Math.abs(clock.millis() - known.atMillis) <= PERIOD_MILLIS) {
            return known;
        }
        Look fresh = look();
        last = fresh;
        return fresh;
    }

    private Look look() {
        long now = clock.millis();
        try {
            boolean isGone = !identity(folder).equals(identity);
            return new Look(now, isGone, isGone ? 0 : space.freeBytes(folder));
        } catch (IOException notThere) {
            return new Look(now, true, 0);
        }
    }

    private static Object identity(Path folder) throws IOException {
        Object key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
        return Objects.requireNonNullElse(key, folder); // a file system without such keys
    }
}
