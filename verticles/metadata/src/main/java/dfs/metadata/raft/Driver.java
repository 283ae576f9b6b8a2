package dfs.metadata.raft;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.metadata.rocks.RocksStore;
import dfs.protocol.metadata.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.server.protocol.TermIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a member running over the index. When the log's disk fails, everybody who waits is told, nothing is committed any
 * more, and the log is opened anew every second until that works. Safe for any number of threads.
 */
final class Driver implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Driver.class);
    private static final Duration READY_LIMIT = Duration.ofMinutes(10);
    private static final Duration REVIVAL_LIMIT = Duration.ofSeconds(10);
    private static final Duration REVIVAL_PAUSE = Duration.ofSeconds(1);

    /** With less than this the log and the index are not opened anew: it would only fail again. */
    private static final long SPACE_TO_HEAL_BYTES = 16L << 20;

    /** With less than this a disk is as good as full. */
    private static final long SPACE_OF_FULL_BYTES = 1L << 20;

    private static final int PROBE_BYTES = 64 << 10;

    private final RaftSettings settings;
    private final InstantSource clock;
    private final FolderWatch folder;
    private final LogFolder logFolder;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("metadata-watch").factory());
    private volatile RocksStore store;
    private volatile Optional<Member> member = Optional.empty();
    private volatile boolean isReady;
    private volatile boolean isInDoubt; // the file that is written may hold what is not on disk
    private volatile boolean isBehind; // the index has not got all of the log
    private volatile DiskFault fault = DiskFault.NONE;
    private volatile boolean isClosed;
    private String reasonKnown = "";

    /** A driver of {@code store}, which it closes in the end; nothing is opened yet. */
    Driver(RaftSettings settings, InstantSource clock, FolderWatch folder, RocksStore store) {
        this.settings = settings;
        this.clock = clock;
        this.folder = folder;
        this.store = store;
        this.logFolder = new LogFolder(settings.log());
    }

    /**
     * Opens the log and waits until commits can be served, or until it is plain that the disk does not allow it now.
     *
     * @throws IOException where something else is wrong
     */
    void start() throws IOException, InterruptedException {
        try {
            openMember(READY_LIMIT);
        } catch (IOException e) {
            DiskFault found = DiskFault.of(e);
            if (found == DiskFault.NONE) {
                throw e;
            }
            fault = found;
            isBehind = !isCaughtUp();
            log.atError().setCause(e).addKeyValue("folder", settings.log()).log("metadata starts without commits");
        }
        var _ = watch.scheduleWithFixedDelay(
                this::look, REVIVAL_PAUSE.toMillis(), REVIVAL_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The index; another one after it was opened anew. */
    RocksStore store() {
        return store;
    }

    /** Whether commits are taken. */
    boolean isReady() {
        return isReady && !isClosed;
    }

    /** Whether the index lacks what was acknowledged, so that it must not be read. */
    boolean isBehind() {
        return isBehind;
    }

    CompletableFuture<List<Outcome<?>>> submit(int mutations, List<byte[]> bodies) {
        Optional<Member> leader = member;
        if (!isReady() || leader.isEmpty()) {
            return CompletableFuture.failedFuture(unavailable());
        }
        CompletableFuture<List<Outcome<?>>> outcomes = leader.get().submit(mutations, bodies, clock.millis());
        if (!isReady()) { // it failed meanwhile, and told those who waited before this one did
            leader.get().failAll(unknown());
        }
        return outcomes;
    }

    private S3Failure unknown() {
        return failure("Whether the change took effect is not known");
    }

    /** Why nothing is committed now, and what to do. */
    S3Failure unavailable() {
        if (isClosed) {
            return new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "The node is stopping; retry later.");
        }
        return failure("The metadata cannot be " + (isBehind ? "used" : "written") + " now");
    }

    private S3Failure failure(String begin) {
        DiskFault found = folder.isGone() ? DiskFault.GONE : fault;
        String why = found == DiskFault.NONE ? "look at its disk" : found.words();
        return new S3Failure(
                found == DiskFault.FULL ? ErrorCode.INSUFFICIENT_STORAGE : ErrorCode.SERVICE_UNAVAILABLE,
                begin + "; the log in " + settings.log() + " failed: " + why + ". Retry when that is mended.");
    }

    /** On a thread of the log, which will take no more entries: nothing it holds is acknowledged from here on. */
    private void logFailed(Throwable cause) {
        if (isClosed) {
            return; // what was still to be written is refused by the close
        }
        isReady = false;
        fault = DiskFault.of(cause) == DiskFault.NONE ? DiskFault.BROKEN : DiskFault.of(cause);
        doubt();
        log.atError().setCause(cause).addKeyValue("folder", settings.log()).log("metadata log failed");
        member.ifPresent(failed -> failed.failAll(unknown()));
        try {
            watch.execute(this::look);
        } catch (RejectedExecutionException closed) {
            log.atDebug().log("metadata log failed while it was closed");
        }
    }

    /** Whatever failed, a sync may have: known to this process in any case, and to the next one where the disk takes a note. */
    private void doubt() {
        isInDoubt = true;
        logFolder.doubt();
    }

    private void openMember(Duration limit) throws IOException, InterruptedException {
        if (isInDoubt || logFolder.isInDoubt()) {
            logFolder.renew();
            isInDoubt = false;
        }
        Member opened = Member.open(settings.log(), settings.nodeId(), store, this::logFailed);
        member = Optional.of(opened);
        logFolder.syncNames(); // before anything in them is told of
        opened.awaitReady(limit, () -> folder.freeBytes() < SPACE_OF_FULL_BYTES);
        isBehind = false;
        fault = DiskFault.NONE;
        isReady = true;
    }

    private boolean isCaughtUp() {
        long applied = Applier.position(store).map(TermIndex::getIndex).orElse(-1L);
        return member.isPresent() && member.get().isCaughtUp(applied);
    }

    /** Opens the log anew where it failed. */
    private void look() {
        boolean isFine =
                member.isPresent() && member.get().isAlive() && member.get().isReady();
        if (isClosed || (isFine && isReady)) {
            return;
        }
        if (isReady) {
            isReady = false;
            log.atError().addKeyValue("folder", settings.log()).log("metadata log ended; commits are refused");
        }
        try {
            revive();
            reasonKnown = "";
            log.atInfo().addKeyValue("folder", settings.log()).log("metadata log is back");
        } catch (IOException | RuntimeException e) {
            String reason = String.valueOf(e.getMessage());
            DiskFault found = DiskFault.of(e);
            fault = found == DiskFault.NONE ? fault : found;
            if (!reason.equals(reasonKnown)) {
                reasonKnown = reason; // once, not every second
                log.atWarn().addKeyValue("reason", reason).log("metadata log cannot be opened yet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void revive() throws IOException, InterruptedException {
        if (folder.isGone()) { // opening would make a new one in its place
            throw new IOException("The folder " + settings.folder() + ": " + DiskFault.GONE.words() + ".");
        }
        if (member.isPresent()) {
            doubt();
            Member failed = member.get();
            failed.close(); // one whose log failed may say that it lives, and never lead again
        }
        if (folder.freeBytes() < SPACE_TO_HEAL_BYTES) {
            throw new IOException("no space left: opening the log needs " + SPACE_TO_HEAL_BYTES + " bytes");
        }
        tryDisk();
        heal();
        openMember(REVIVAL_LIMIT);
    }

    /** Fails where the disk takes no writes: the index, which may still be read, must not be closed for nothing. */
    private void tryDisk() throws IOException {
        Path probe = settings.folder().resolve("probe");
        try (FileChannel channel = FileChannel.open(probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            int _ = channel.write(ByteBuffer.wrap(new byte[PROBE_BYTES]));
            channel.force(true);
        }
        Files.delete(probe);
    }

    /** An index that failed to flush refuses all writes; opened anew, it stands at its last flush, and the log follows. */
    private void heal() throws IOException {
        try {
            store.flush();
        } catch (RuntimeException failed) {
            isBehind = true;
            store.close();
            store = new RocksStore(settings.index());
        }
    }

    private void awaitWatch() {
        try {
            if (!watch.awaitTermination(REVIVAL_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atWarn().log("metadata log is still being opened while it is closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        isClosed = true;
        watch.shutdownNow();
        awaitWatch();
        try {
            if (member.isPresent()) {
                member.get().close();
            }
        } catch (IOException e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("metadata log did not close cleanly");
        }
        try {
            store.flush();
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log("metadata index was not flushed; the log has it all");
        } finally {
            store.close();
        }
    }
}
