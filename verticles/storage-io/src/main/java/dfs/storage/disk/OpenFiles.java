package dfs.storage.disk;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
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
        final DiskFile file;
        int leases;
        boolean isForgotten;

        Entry(DiskFile file) {
            this.file = file;
        }
    }

    /** One reader's hold of a file. */
    final class Lease implements AutoCloseable {
        private final Entry entry;
        private boolean isClosed;

        private Lease(Entry entry) {
            this.entry = entry;
        }

        DiskFile file() {
            return entry.file;
        }

        /** Lets go; again does nothing. */
        @Override
        public void close() {
            lock.lock();
            try {
                if (!isClosed) {
                    isClosed = true;
                    entry.leases--;
                    closeWhatIsTooMuch();
                    if (entry.isForgotten && entry.leases == 0) {
                        closeQuietly(entry.file);
                    }
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Opens a file, or joins those who have it open. */
    Lease lease(Path path) throws IOException {
        lock.lock();
        try {
            Entry entry = entries.get(path);
            if (entry != null && !entry.file.channel().isOpen()) {
                // An interrupted reader closes the file under all others: they fail, the next one opens it anew.
                entries.remove(path);
                entry = null;
            }
            if (entry == null) {
                entry = new Entry(open(path));
                entries.put(path, entry);
            }
            entry.leases++;
            return new Lease(entry);
        } finally {
            lock.unlock();
        }
    }

    /** Says that a file is deleted or is another one now: the next reader opens it anew. */
    void forget(Path path) {
        lock.lock();
        try {
            Entry entry = entries.remove(path);
            if (entry != null) {
                entry.isForgotten = true;
                if (entry.leases == 0) {
                    closeQuietly(entry.file);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Closes all files that nobody reads; the others when their readers let go. */
    @Override
    public void close() {
        lock.lock();
        try {
            for (Path path : entries.keySet().toArray(new Path[0])) {
                forget(path);
            }
        } finally {
            lock.unlock();
        }
    }

    private DiskFile open(Path path) throws IOException {
        try {
            return disk.openToRead(path);
        } catch (FileSystemException e) {
            if (!DiskHealth.isTooManyFiles(e)) {
                throw e;
            }
            closeIdle(0);
            return disk.openToRead(path);
        }
    }

    private void closeWhatIsTooMuch() {
        if (entries.size() > idleMax) {
            closeIdle(idleMax);
        }
    }

    /** Closes files that nobody reads, those used longest ago first, until no more than {@code max} are open. */
    private void closeIdle(int max) {
        Iterator<Entry> eldestFirst = entries.values().iterator();
        int open = entries.size();
        while (open > max && eldestFirst.hasNext()) {
            Entry entry = eldestFirst.next();
            if (entry.leases == 0) {
                eldestFirst.remove();
                closeQuietly(entry.file);
                open--;
            }
        }
    }

    private static void closeQuietly(DiskFile file) {
        try {
            file.close();
        } catch (IOException nothingWasWritten) {
            // It was open for reading only: closing it can lose nothing.
        }
    }
}
