package dfs.storage.disk;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Files open for reading, shared by their readers and kept open for the next one as long as there are not too many. A file
 * that somebody reads stays readable when it is deleted: the operating system keeps the bytes as long as it is open.
 */
final class OpenFiles implements AutoCloseable {

    private final Disk disk;
    private final int idleMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Path, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);

    OpenFiles(Disk disk, int idleMax) {
        this.disk = disk;
        this.idleMax = idleMax;
    }

    private static final class Entry {
        /** The file, once whoever came first has opened it. */
        final CompletableFuture<DiskFile> file = new CompletableFuture<>();

        int leases;
        boolean isForgotten;

        boolean isUsable() {
            return !file.isDone()
                    || (!file.isCompletedExceptionally()
                            && file.resultNow().channel().isOpen());
        }
    }

    /** One reader's hold of a file. */
    final class Lease implements AutoCloseable {
        private final Entry entry;
        private final DiskFile file;
        private boolean isClosed;

        private Lease(Entry entry, DiskFile file) {
            this.entry = entry;
            this.file = file;
        }

        DiskFile file() {
            return file;
        }

        /** Lets go; again does nothing. */
        @Override
        public void close() {
            List<Entry> unused;
            lock.lock();
            try {
                if (isClosed) {
                    return;
                }
                isClosed = true;
                entry.leases--;
                unused = entries.size() > idleMax ? takeIdle(idleMax) : new ArrayList<>();
                if (entry.isForgotten && entry.leases == 0) {
                    unused.add(entry);
                }
            } finally {
                lock.unlock();
            }
            closeAll(unused);
        }
    }

    /** Opens a file, or joins those who have it open. Nobody who wants another file waits meanwhile. */
    Lease lease(Path path) throws IOException {
        Entry entry;
        boolean isFirst = false;
        lock.lock();
        try {
            entry = entries.get(path);
            // An interrupted reader closes the file under all others: they fail, the next one opens it anew.
            if (entry == null || !entry.isUsable()) {
                entry = new Entry();
                entries.put(path, entry);
                isFirst = true;
            }
            entry.leases++;
        } finally {
            lock.unlock();
        }
        if (isFirst) {
            open(path, entry);
        }
        try {
            return new Lease(entry, entry.file.join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Says that a file is deleted or is another one now: the next reader opens it anew. */
    void forget(Path path) {
        Entry entry;
        lock.lock();
        try {
            entry = entries.remove(path);
            if (entry == null) {
                return;
            }
            entry.isForgotten = true;
            if (entry.leases > 0) {
                return;
            }
        } finally {
            lock.unlock();
        }
        closeAll(List.of(entry));
    }

    /** Closes all files that nobody reads; the others when their readers let go. */
    @Override
    public void close() {
        List<Path> paths;
        lock.lock();
        try {
            paths = List.copyOf(entries.keySet());
        } finally {
            lock.unlock();
        }
        paths.forEach(this::forget);
    }

    /** Opens the file for all who wait for it; where that fails they all fail with it, and the next one tries anew. */
    private void open(Path path, Entry entry) {
        try {
            entry.file.complete(open(path));
        } catch (IOException | RuntimeException | Error e) {
            lock.lock();
            try {
                entries.remove(path, entry);
            } finally {
                lock.unlock();
            }
            entry.file.completeExceptionally(e);
        }
    }

    private DiskFile open(Path path) throws IOException {
        try {
            return disk.openToRead(path);
        } catch (FileSystemException e) {
            if (!DiskHealth.isTooManyFiles(e)) {
                throw e;
            }
            List<Entry> idle;
            lock.lock();
            try {
                idle = takeIdle(0);
            } finally {
                lock.unlock();
            }
            closeAll(idle);
            return disk.openToRead(path);
        }
    }

    /** Takes out files that nobody reads, those used longest ago first, until no more than {@code max} are left; to be closed. */
    private List<Entry> takeIdle(int max) {
        List<Entry> idle = new ArrayList<>();
        Iterator<Entry> eldestFirst = entries.values().iterator();
        int open = entries.size();
        while (open > max && eldestFirst.hasNext()) {
            Entry entry = eldestFirst.next();
            if (entry.leases == 0) {
                eldestFirst.remove();
                idle.add(entry);
                open--;
            }
        }
        return idle;
    }

    /** Closes files. Not under the lock: to close the last hold of a removed file frees all of its blocks. */
    private static void closeAll(List<Entry> unused) {
        for (Entry each : unused) {
            try {
                each.file.resultNow().close();
            } catch (IOException nothingWasWritten) {
                // It was open for reading only: closing it can lose nothing.
            }
        }
    }
}
