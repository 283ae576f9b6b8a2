package dfs.storage.disk;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.protocol.health.ComponentState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the disk is: turns what it says into what a client can be told, keeps what failed last, and notices when that is
 * over: by a write that succeeds, or by a try of its own when somebody asks.
 */
final class DiskHealth {

    private static final Logger log = LoggerFactory.getLogger(DiskHealth.class);

    /** How often the disk is tried, or its space asked for, at most. */
    private static final long PERIOD_MILLIS = 200;

    private final Disk disk;
    private final BlobFolder folder;
    private final long reserveBytes;
    private final InstantSource clock;
    private final Object identity;
    private final AtomicReference<Optional<Trouble>> trouble = new AtomicReference<>(Optional.empty());
    private final ReentrantLock trying = new ReentrantLock();
    private final AtomicLong triedMillis = new AtomicLong(Long.MIN_VALUE / 2);
    private final AtomicReference<FreeSpace> freeSpace = new AtomicReference<>(new FreeSpace(0, Long.MIN_VALUE / 2));

    private volatile boolean isClosing;

    private record FreeSpace(long bytes, long readMillis) {}

    /** What is wrong: as clients are told, who need not know where this node keeps its files, and as its admin is. */
    private record Trouble(ErrorCode code, String told, String detail) {

        S3Failure failure() {
            return new S3Failure(code, told);
        }

        ComponentState state(ComponentState.Status status) {
            return new ComponentState(status, detail);
        }
    }

    DiskHealth(Disk disk, BlobFolder folder, long reserveBytes, InstantSource clock) throws IOException {
        this.disk = disk;
        this.folder = folder;
        this.reserveBytes = reserveBytes;
        this.clock = clock;
        this.identity = disk.identity(folder.format());
    }

    /** Says that the store closes: whoever still writes loses its file or its thread from now on. */
    void closing() {
        isClosing = true;
    }

    /** Keeps that a write failed, unless the closing of the store made it fail, and says what to tell of it. */
    S3Failure writeFailed(IOException e) {
        if (isClosing && isOwnDoing(e)) {
            return closed();
        }
        Trouble found = trouble(e);
        if (trouble.getAndSet(Optional.of(found)).isEmpty()) {
            log.atError().setCause(e).addKeyValue("folder", folder.root()).log("the disk does not take writes");
        }
        return found.failure();
    }

    /** Whether it is the disk that fails, so that with another file the same step would fail too. */
    boolean isOfDisk(IOException e) {
        return isReadOnly(e) || isFull(e) || isGone();
    }

    /** Notes that a write succeeded: whatever was, is over. */
    void writeSucceeded() {
        if (trouble.get().isPresent() && trouble.getAndSet(Optional.empty()).isPresent()) {
            log.atWarn().addKeyValue("folder", folder.root()).log("the disk takes writes again");
        }
    }

    /** What to tell of a read that failed; empty where the folder is there and the file's own bytes are to blame. */
    Optional<S3Failure> readFailed(IOException e) {
        if (isGone()) {
            return Optional.of(gone());
        }
        return isTooManyFiles(e) ? Optional.of(trouble(e).failure()) : Optional.empty();
    }

    /**
     * Checks that so many bytes more can be written without touching the reserve.
     *
     * @throws S3Failure where not
     */
    void requireSpace(long sizeBytes) {
        try {
            if (freeBytes() - sizeBytes < reserveBytes) {
                throw full().failure();
            }
        } catch (IOException e) {
            throw writeFailed(e);
        }
    }

    /** Bytes that may be written before the reserve is touched. */
    long usableBytes() throws IOException {
        return Math.max(0, freeBytes() - reserveBytes);
    }

    /** Whether the folder is not there, or is not the one that was opened. */
    boolean isGone() {
        try {
            return !disk.identity(folder.format()).equals(identity);
        } catch (IOException notThere) {
            return true;
        }
    }

    ComponentState state() {
        if (isGone()) {
            return absent().state(ComponentState.Status.DOWN);
        }
        if (trouble.get().isPresent() && isDue()) {
            tryDisk();
        }
        Optional<Trouble> found = trouble.get();
        if (found.isPresent()) {
            return found.get().state(ComponentState.Status.DEGRADED);
        }
        try {
            return freeBytes() > reserveBytes
                    ? ComponentState.OPERATIONAL
                    : full().state(ComponentState.Status.DEGRADED);
        } catch (IOException e) {
            return trouble(e).state(ComponentState.Status.DEGRADED);
        }
    }

    private boolean isDue() {
        long now = clock.millis();
        long before = triedMillis.get();
        return now - before >= PERIOD_MILLIS && triedMillis.compareAndSet(before, now);
    }

    /** One try at a time: they share the name of their file. */
    private void tryDisk() {
        Path probe = folder.root().resolve("probe");
        trying.lock();
        try {
            disk.delete(probe);
            try (DiskFile file = disk.create(probe)) {
                file.append(new ByteBuffer[] {ByteBuffer.wrap(new byte[] {1})});
                file.sync();
            } finally {
                disk.delete(probe);
            }
            writeSucceeded();
        } catch (IOException e) {
            trouble.set(Optional.of(trouble(e)));
        } finally {
            trying.unlock();
        }
    }

    private long freeBytes() throws IOException {
        FreeSpace known = freeSpace.get();
        long now = clock.millis();
        if (Math.abs(now - known.readMillis) < PERIOD_MILLIS) {
            return known.bytes;
        }
        long bytes = disk.freeBytes(folder.root());
        freeSpace.set(new FreeSpace(bytes, now));
        return bytes;
    }

    private Trouble trouble(IOException e) {
        String text = String.valueOf(e.getMessage());
        if (isFull(e)) {
            return full();
        }
        if (e instanceof NoSuchFileException && isGone()) {
            return absent();
        }
        if (isReadOnly(e)) {
            return unwritable("is read-only", "");
        }
        return isTooManyFiles(e)
                ? unwritable(
                        "cannot be used, because its process has too many open files",
                        "; raise the limit of open files (ulimit -n)")
                : unwritable("does not take writes", " (" + e.getClass().getSimpleName() + ": " + text + ")");
    }

    private Trouble unwritable(String why, String more) {
        return new Trouble(
                ErrorCode.SERVICE_UNAVAILABLE,
                "The data folder of this node " + why + ".",
                "The data folder " + folder.root() + " " + why + more + ".");
    }

    /** What to tell where the folder is not there. */
    S3Failure gone() {
        return absent().failure();
    }

    private Trouble absent() {
        return new Trouble(
                ErrorCode.SERVICE_UNAVAILABLE,
                "The data folder of this node is not there.",
                "The data folder " + folder.root() + " is not there, or is not the one this node opened.");
    }

    private Trouble full() {
        return new Trouble(
                ErrorCode.INSUFFICIENT_STORAGE,
                "The disk of this node is full. Free space or add some, then retry.",
                "The disk of " + folder.root() + " is full: less than " + reserveBytes
                        + " bytes would stay free. Free space or add some.");
    }

    /** What to tell after the store was closed. */
    static S3Failure closed() {
        return new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "This node stops; retry elsewhere or later.");
    }

    /** Whether the disk takes a write at this moment. */
    boolean isWritable() {
        if (isGone()) {
            return false;
        }
        tryDisk();
        return trouble.get().isEmpty();
    }

    /** Whether something was taken from the writer by this process; no disk fails in such a way. */
    private static boolean isOwnDoing(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof RejectedExecutionException || cause instanceof ClosedChannelException) {
                return true;
            }
        }
        return false;
    }

    static boolean isFull(IOException e) {
        String text = String.valueOf(e.getMessage());
        return text.contains("No space left on device") || text.contains("quota exceeded");
    }

    static boolean isReadOnly(IOException e) {
        return String.valueOf(e.getMessage()).contains("Read-only file system");
    }

    /** Whether the disk cannot give what stands there: a bad sector, or a file that its file system holds for damaged. */
    static boolean isUnreadable(IOException e) {
        String text = String.valueOf(e.getMessage());
        return text.contains("Input/output error") || text.contains("Structure needs cleaning");
    }

    static boolean isTooManyFiles(IOException e) {
        return String.valueOf(e.getMessage()).contains("Too many open files");
    }
}
