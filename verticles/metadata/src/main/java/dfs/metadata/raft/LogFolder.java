package dfs.metadata.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of the log, and what has to be done in it after a sync failed, or may have. Linux reports a page that did not reach the
 * disk once, and then takes it for clean: a second sync of the same file succeeds and proves nothing. So the file that was
 * being written is never synced again; what can be read of it is copied to a new one, which is synced before anything is
 * appended. Nobody was told that the entries in question were kept, so that it is well whether they are found or not.
 *
 * @param path the folder
 * @see <a href="https://wiki.postgresql.org/wiki/Fsync_Errors">Fsync errors</a>
 */
record LogFolder(Path path) {

    private static final Logger log = LoggerFactory.getLogger(LogFolder.class);

    /** The folder of a group, its {@code current}, a file. */
    private static final int FILES_DEPTH = 3;

    /** Bytes copied at a time. */
    private static final int COPY_BYTES = 1 << 20;

    /** Whether a process noted that the file that is written may hold what is not on disk. */
    boolean isInDoubt() {
        return Files.exists(mark());
    }

    /** Notes that a sync may have failed, for the next process to know; where the disk takes no note, this one must. */
    void doubt() {
        try {
            if (!isInDoubt()) {
                Files.createFile(mark());
                LogNames.sync(path);
            }
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", mark()).addKeyValue("reason", e).log("failed sync cannot be noted");
        }
    }

    /** Makes the names of all folders durable that a start may have made, from those of the files up to that of the log itself. */
    void syncNames() throws IOException {
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(path, Files::isDirectory)) {
            for (Path group : groups) {
                if (Files.isDirectory(group.resolve("current"))) {
                    LogNames.sync(group.resolve("current"));
                }
                LogNames.sync(group);
            }
        }
        LogNames.sync(path);
        LogNames.sync(path.toAbsolutePath().resolve("..").normalize());
    }

    /**
     * Makes durable what a start finds in the files, before it is read: a process that was killed may have left entries that no sync has
     * reached, and whoever finds them tells of them.
     *
     * @param isInDoubt whether a sync of this process may have failed; of an earlier one the folder itself knows
     */
    void secure(boolean isInDoubt) throws IOException {
        if (isInDoubt || isInDoubt()) {
            renew();
        }
        try (Stream<Path> found = Files.find(path, FILES_DEPTH, (file, is) -> is.isRegularFile())) {
            for (Path file : found.toList()) {
                if (file.getFileName().toString().startsWith("log_")) {
                    LogNames.sync(file);
                }
            }
        }
    }

    /** Puts new files in the place of those that were being written, each with what can be read of the old one. */
    void renew() throws IOException {
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(path, Files::isDirectory)) {
            for (Path group : groups) {
                renewIn(group.resolve("current"));
            }
        }
        Files.deleteIfExists(mark());
        LogNames.sync(path);
    }

    private static void renewIn(Path current) throws IOException {
        if (!Files.isDirectory(current)) {
            return;
        }
        try (DirectoryStream<Path> open = Files.newDirectoryStream(current, "log_inprogress_*")) {
            for (Path file : open) {
                Path fresh = file.resolveSibling("renewed_" + file.getFileName());
                copy(file, fresh);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
                LogNames.sync(current);
                log.atWarn().addKeyValue("file", file).log("log file written anew after a failed sync");
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel target = FileChannel.open(
                        to,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer some = ByteBuffer.allocate(COPY_BYTES);
            while (source.read(some) >= 0) {
                some.flip();
                while (some.hasRemaining()) {
                    target.write(some);
                }
                some.clear();
            }
            target.force(true);
        }
    }

    private Path mark() {
        return path.resolve("sync-failed");
    }
}
