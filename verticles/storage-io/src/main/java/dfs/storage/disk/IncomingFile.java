package dfs.storage.disk;

import dfs.core.ByteBudget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file that a disk thread writes behind its caller: the caller hashes the next bytes while these are written, and waits
 * only where the disk is too far behind. A file that waits for its caller occupies no thread.
 */
final class IncomingFile implements AutoCloseable {

    /** How far the disk may be behind; all files together share a budget beside that, and each may have one buffer anyway. */
    private static final long PENDING_BYTES_MAX = 2L << 20;

    /** Fewer bytes wait for more: to wake a disk thread for each piece costs more than to write it. */
    private static final long WRITE_BYTES = 256L << 10;

    /** What comes when less is left of the budget does not wait for more: its caller may be slow. */
    private static final long SCARCE_BYTES = 16L << 20;

    /**
     * After so many bytes the file is synced, so that the disk works while the caller still sends, and the sync of the end
     * has little left to do.
     */
    private static final long SYNC_BYTES = 16L << 20;

    private final Disk disk;
    private final Path path;
    private final DiskStream file;
    private final Executor diskThreads;
    private final ByteBudget budget;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition();
    private final Deque<ByteBuffer> pending = new ArrayDeque<>();
    private long pendingBytes;
    private long budgetBytes;
    private long unsyncedBytes;
    private boolean isWriting;
    private boolean isEnding;
    private boolean isSynced;
    private boolean isClosed;
    private @Nullable IOException failure;

    IncomingFile(Disk disk, Path path, Executor diskThreads, ByteBudget budget) throws IOException {
        this.disk = disk;
        this.path = path;
        this.diskThreads = diskThreads;
        this.budget = budget;
        this.file = disk.createStream(path);
    }

    /** Takes bytes; they are kept until they are written. */
    void write(ByteBuffer bytes) throws IOException {
        lock.lock();
        try {
            while (failure == null && !hasRoom(bytes.remaining())) {
                if (isWriting) {
                    progress.awaitUninterruptibly();
                } else {
                    startWriting();
                }
            }
            throwFailure();
            pending.add(bytes);
            pendingBytes += bytes.remaining();
            if (isWorthWriting()) {
                startWriting();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns when all bytes are on disk. The name is not yet: that is for the folder's sync. */
    void sync() throws IOException {
        lock.lock();
        try {
            isEnding = true;
            startWriting();
            while (!isSynced && failure == null) {
                progress.awaitUninterruptibly();
            }
            throwFailure();
        } finally {
            lock.unlock();
        }
        close();
    }

    /** Stops writing, and closes the file. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            dropPending();
            while (isWriting) {
                progress.awaitUninterruptibly();
            }
            if (isClosed) {
                return;
            }
            isClosed = true;
        } finally {
            lock.unlock();
        }
        file.close();
    }

    /** Stops writing, and removes the file. */
    void discard() throws IOException {
        try {
            close();
        } finally {
            disk.delete(path);
        }
    }

    private void dropPending() {
        pending.clear();
        budget.give(budgetBytes);
        budgetBytes = 0;
    }

    private boolean hasRoom(int bytes) {
        if (pendingBytes >= PENDING_BYTES_MAX) {
            return false;
        }
        if (budget.tryTake(bytes)) {
            budgetBytes += bytes;
            return true;
        }
        return pendingBytes == 0;
    }

    private boolean isWorthWriting() {
        return !pending.isEmpty() && (pendingBytes >= WRITE_BYTES || budget.leftBytes() < SCARCE_BYTES);
    }

    private void throwFailure() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private void startWriting() {
        if (!isWriting) {
            goOn();
        }
    }

    private void goOn() {
        try {
            isWriting = true;
            diskThreads.execute(this::writePending);
        } catch (RejectedExecutionException e) {
            isWriting = false;
            failure = new IOException("this node stops", e);
        } catch (Error noThread) {
            isWriting = false;
            failure = new IOException(noThread);
        }
    }

    /** Writes what waits, or syncs; then goes to the end of the line of all files, so that each has its turn. */
    private void writePending() {
        ByteBuffer[] buffers;
        long bytes = 0;
        long taken;
        lock.lock();
        try {
            buffers = pending.toArray(new ByteBuffer[0]);
            pending.clear();
            taken = budgetBytes;
            budgetBytes = 0;
        } finally {
            lock.unlock();
        }
        IOException failed = null;
        boolean synced = false;
        try {
            for (ByteBuffer buffer : buffers) {
                bytes += buffer.remaining();
            }
            if (buffers.length > 0) {
                file.append(buffers);
                unsyncedBytes += bytes;
            }
            if (buffers.length == 0 || unsyncedBytes >= SYNC_BYTES) {
                file.sync();
                unsyncedBytes = 0;
                synced = buffers.length == 0;
            }
        } catch (IOException e) {
            failed = e;
        } catch (RuntimeException
                | Error e) { // no memory for the system call among them: whoever waits must hear of it
            failed = new IOException(e);
        }
        budget.give(taken);
        lock.lock();
        try {
            pendingBytes -= bytes;
            isSynced = synced;
            if (failed != null) {
                failure = failed;
                dropPending();
            }
            if (failure == null && (isWorthWriting() || (isEnding && !isSynced))) {
                goOn();
            } else {
                isWriting = false;
            }
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
