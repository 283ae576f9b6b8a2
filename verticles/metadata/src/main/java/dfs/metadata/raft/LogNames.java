package dfs.metadata.raft;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.ratis.protocol.RaftGroupId;

/**
 * The names of the files of a group's log. Ratis syncs what it writes to a file and never the folder, so that a file it has made or renamed may
 * have no name after the power was cut, with all that was synced in it: entries, which are not applied before {@link #sync()}, or for whom this
 * member voted, which is not told of before. Safe for any number of threads.
 */
final class LogNames {

    /**
     * A folder's time of change moves in steps of the system's clock: only when it lies this far back can another change not have the
     * same.
     */
    private static final long STEP_MILLIS = 50;

    private final Group group;
    private final Consumer<Throwable> failed;
    private final Disk disk;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile FileTime durable = FileTime.fromMillis(-1);
    private boolean areFoldersDurable;
    private Optional<IOException> failure = Optional.empty();

    /** Makes the names in a folder durable. */
    interface Disk {
        void sync(Path folder) throws IOException;
    }

    /** Where those of each group are found. */
    interface ByGroup {
        /** Fails where there is no log of that group. */
        LogNames of(RaftGroupId group) throws IOException;
    }

    /** The names in the log of {@code group}, whose log has {@code failed} where they cannot be made durable. */
    LogNames(Group group, Consumer<Throwable> failed) {
        this(group, failed, LogNames::sync);
    }

    /** Those on a disk of a test. */
    LogNames(Group group, Consumer<Throwable> failed, Disk disk) {
        this.group = group;
        this.failed = failed;
        this.disk = disk;
    }

    /** Whose they are. */
    Group group() {
        return group;
    }

    /**
     * Makes the names durable that came since the last time; where none did it only looks.
     *
     * @throws IOException where that fails, and ever after: a disk tells once that a sync failed, and the next one proves nothing
     */
    void sync() throws IOException {
        if (changed().equals(durable)) {
            return;
        }
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            syncChanged();
            return true;
        });
        // An interrupt would close the folder, and hide a failure; and carriers of virtual threads may all be in a
        // flush.
        Thread.ofPlatform().daemon().name("metadata-names").start(task);
        try {
            boolean _ = task.get();
        } catch (ExecutionException e) {
            throw new IOException("The names of the files in " + group.current() + " are not durable.", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the names of log files were synced");
        }
    }

    private FileTime changed() throws IOException {
        try {
            return Files.getLastModifiedTime(group.current());
        } catch (IOException e) {
            failed.accept(e);
            throw e;
        }
    }

    private void syncChanged() throws IOException {
        lock.lock();
        try {
            if (failure.isPresent()) {
                throw failure.get();
            }
            FileTime changed = changed();
            if (changed.equals(durable)) { // another one did it meanwhile
                return;
            }
            boolean isSettled = System.currentTimeMillis() - changed.toMillis() > STEP_MILLIS;
            for (Path folder : areFoldersDurable ? List.of(group.current()) : folders()) {
                disk.sync(folder);
            }
            areFoldersDurable = true;
            if (isSettled) {
                durable = changed;
            }
        } catch (IOException e) {
            failure = Optional.of(e);
            failed.accept(e);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** The one of the files, and those that Ratis makes above it. */
    private List<Path> folders() {
        return List.of(group.current(), group.log(), group.metadata().resolve("log"), group.metadata());
    }

    /** Syncs a folder, or a file. */
    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
