package dfs.metadata.raft;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;

/**
 * The names of the log's files. Ratis syncs what it writes to a file and never the folder, so that a file it has made or renamed may have
 * no name after the power was cut, with all that was synced in it. Used by one thread at a time.
 */
final class LogNames {

    /**
     * A folder's time of change moves in steps of the system's clock: only when it lies this far back can another change not have the
     * same.
     */
    private static final long STEP_MILLIS = 50;

    private final Path folder;
    private FileTime durable = FileTime.fromMillis(-1);

    /** The names in {@code folder}. */
    LogNames(Path folder) {
        this.folder = folder;
    }

    /** Makes the names durable that came since the last time; what stands in the log is told of only after that. */
    void sync() throws IOException {
        FileTime changed = Files.getLastModifiedTime(folder);
        if (changed.equals(durable)) {
            return;
        }
        boolean isSettled = System.currentTimeMillis() - changed.toMillis() > STEP_MILLIS;
        sync(folder);
        if (isSettled) {
            durable = changed;
        }
    }

    /** Syncs a folder, or a file. */
    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
