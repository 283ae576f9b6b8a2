package dfs.storage.disk;

import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.storage.format.RecordHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes blobs durable, one group after the other, on one thread: whatever waits is appended to the active segment, synced
 * once, and put in the index; then all of it is acknowledged. While one group is synced the next one gathers.
 *
 * <p>The same thread brings the index to disk from time to time, removes the files of blobs whose deletion is on disk, and
 * repairs the index.
 */
final class SegmentLog implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SegmentLog.class);

    /** A group takes no more than this, so that the first to come does not wait for too many others. */
    private static final long GROUP_BYTES_MAX = 16L << 20;

    private static final int GROUP_APPENDS_MAX = 1024;
    /** After so many bytes the index goes to disk: this bounds what a start reads again. */
    private static final long CHECKPOINT_BYTES = 256L << 20;
    /** After so long at the latest, also under load: this bounds how long deleted files keep their space. */
    private static final long CHECKPOINT_MILLIS = 10_000;

    private static final long IDLE_MILLIS = 1_000;
    private static final int UNLINK_MAX = 10_000;

    private final Disk disk;
    private final BlobFolder folder;
    private final StoreLimits limits;
    private final PlaceIndex index;
    private final OpenFiles openFiles;
    private final DiskHealth health;
    private final Recovery recovery;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final StoreMeters meters;
    private final BlockingQueue<Task> queue = new LinkedBlockingQueue<>();
    private final Thread thread;

    private final Set<Path> unsyncedFanOut = new HashSet<>();
    private @Nullable ActiveSegment active;
    private volatile long activeNumber;
    private long lastNumber;
    private long bytesSinceCheckpoint;
    private long checkpointMillis;
    /** Stamped on the group being written: when it became durable. */
    private long groupMillis;

    private volatile boolean isDirty;
    private volatile boolean isClosing;

    private sealed interface Task {
        record Write(Append append) implements Task {}

        record Checkpoint(CompletableFuture<Boolean> done) implements Task {}

        record Wake() implements Task {}
    }

    /** What the log works with. */
    record Parts(
            Disk disk,
            BlobFolder folder,
            StoreLimits limits,
            PlaceIndex index,
            OpenFiles openFiles,
            DiskHealth health,
            Recovery recovery,
            InstantSource clock,
            RandomGenerator random,
            StoreMeters meters) {}

    /** Goes on from what the recovery found. */
    SegmentLog(Parts parts, Recovery.Found found) throws IOException {
        disk = parts.disk();
        folder = parts.folder();
        limits = parts.limits();
        index = parts.index();
        openFiles = parts.openFiles();
        health = parts.health();
        recovery = parts.recovery();
        clock = parts.clock();
        random = parts.random();
        meters = parts.meters();
        checkpointMillis = clock.millis();
        isDirty = true;
        goOn(found);
        thread = Thread.ofPlatform().name("dfs-segments").daemon().start(this::run);
    }

    /** Puts a record in line; it completes when the record is durable and in the index. */
    void append(Append append) {
        queue.add(new Task.Write(append));
        if (isClosing) {
            // The thread may have emptied the queue for the last time already.
            append.done().completeExceptionally(health.closed());
        }
    }

    /** As {@link #append}, and waits for it. */
    long appendAndWait(Append append) {
        append(append);
        await(append.done());
        return append.done().resultNow();
    }

    /** Brings the index to disk, and waits for it. */
    void checkpoint() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        queue.add(new Task.Checkpoint(done));
        if (isClosing) {
            done.completeExceptionally(health.closed());
        }
        await(done);
    }

    /** Says that the index changed by other hands, and goes to disk soon. */
    void noteChange() {
        if (!isDirty) {
            isDirty = true;
            queue.add(new Task.Wake());
        }
    }

    /** The number of the segment that takes records; 0 where none does. */
    long activeNumber() {
        return activeNumber;
    }

    /** Waits, and throws what it failed with. */
    static void await(CompletableFuture<?> done) {
        try {
            done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof S3Failure failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Commits what is in line, brings the index to disk and stops. */
    @Override
    public void close() {
        isClosing = true;
        queue.add(new Task.Wake());
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Task task = queue.poll(); task != null; task = queue.poll()) {
            fail(task);
        }
    }

    private void fail(Task task) {
        switch (task) {
            case Task.Write(Append append) -> append.done().completeExceptionally(health.closed());
            case Task.Checkpoint(CompletableFuture<Boolean> done) -> done.completeExceptionally(health.closed());
            case Task.Wake() -> {}
        }
    }

    private void run() {
        while (!isClosing || !queue.isEmpty()) {
            try {
                step();
            } catch (InterruptedException e) {
                break;
            } catch (RuntimeException bug) {
                log.atError().setCause(bug).log("segment log stumbled");
            }
        }
        closeActive();
    }

    private void step() throws InterruptedException {
        boolean isWaiting = isDirty || index.fault().isPresent();
        Task first = isWaiting ? queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS) : queue.take();
        List<Append> group = new ArrayList<>();
        List<CompletableFuture<Boolean>> checkpoints = new ArrayList<>();
        long groupBytes = 0;
        for (Task task = first; task != null; task = queue.poll()) {
            switch (task) {
                case Task.Write(Append append) -> {
                    group.add(append);
                    groupBytes += RecordHeader.recordBytes(append.kind(), append.sizeBytes());
                }
                case Task.Checkpoint(CompletableFuture<Boolean> done) -> checkpoints.add(done);
                case Task.Wake() -> {}
            }
            if (groupBytes >= GROUP_BYTES_MAX || group.size() >= GROUP_APPENDS_MAX) {
                break;
            }
        }
        if (index.fault().isPresent()) {
            mend();
        }
        if (!group.isEmpty()) {
            commit(group);
            bytesSinceCheckpoint += groupBytes;
        }
        boolean isTime = first == null || clock.millis() - checkpointMillis >= CHECKPOINT_MILLIS;
        if (!checkpoints.isEmpty() || bytesSinceCheckpoint >= CHECKPOINT_BYTES || (isDirty && isTime)) {
            checkpointNow(checkpoints);
        }
    }

    private void commit(List<Append> group) {
        try {
            for (Append each : write(group)) {
                each.done().complete(each.finishedMillis().orElse(groupMillis));
            }
        } catch (IOException e) {
            S3Failure failure = health.writeFailed(e);
            group.forEach(each -> each.done().completeExceptionally(failure));
        } catch (RuntimeException e) {
            group.forEach(each -> each.done().completeExceptionally(e));
        }
    }

    /** Writes a group; the result holds those that are durable and in the index. Those that are not have failed already. */
    private List<Append> write(List<Append> group) throws IOException {
        if (index.fault().isPresent()) {
            index.flush();
            throw new IllegalStateException("an index at fault took a change");
        }
        if (group.stream().anyMatch(Append::isIncomingFile)) {
            // First where files went to, then where they came from: at no moment is a file's only name one not on disk.
            syncFanOut();
            disk.syncFolder(folder.incoming());
        }
        ActiveSegment segment = ready();
        groupMillis = clock.millis();
        List<ActiveSegment.Record> records = new ArrayList<>(group.size());
        for (Append each : group) {
            RecordHeader header = new RecordHeader(
                    each.kind(),
                    each.id(),
                    each.sizeBytes(),
                    each.finishedMillis().orElse(groupMillis),
                    segment.syncedTo());
            records.add(new ActiveSegment.Record(header, each.body()));
        }
        List<Long> offsets = append(segment, records);
        health.writeSucceeded();
        List<Append> written = new ArrayList<>(group.size());
        List<PlaceIndex.Change> changes = new ArrayList<>(group.size());
        for (int i = 0; i < group.size(); i++) {
            Append each = group.get(i);
            if (each.isIncomingFile() && !bringIn(each)) {
                continue;
            }
            Place place = Place.of(records.get(i).header(), segment.number(), offsets.get(i));
            changes.add(new PlaceIndex.Change(each.id(), place, each.movedFrom()));
            written.add(each);
        }
        isDirty = true;
        index.record(segment.number(), changes, segment.syncedTo());
        meters.group(group.size());
        return written;
    }

    private List<Long> append(ActiveSegment segment, List<ActiveSegment.Record> records) throws IOException {
        long began = System.nanoTime();
        try {
            List<Long> offsets = segment.append(records);
            meters.synced(System.nanoTime() - began);
            return offsets;
        } catch (IOException e) {
            if (isFullOrGone(e)) {
                takeBack(segment);
            } else {
                abandon(segment, e);
            }
            throw e;
        }
    }

    /** Whether the file itself is not to blame: it takes records again when there is space, or when it is back. */
    private boolean isFullOrGone(IOException e) {
        return health.isGone() || DiskHealth.isFull(e);
    }

    private void takeBack(ActiveSegment segment) {
        try {
            segment.takeBack();
        } catch (IOException e) {
            abandon(segment, e);
        }
    }

    /**
     * Never writes to this segment again. After a failed sync the operating system may take for written what is not, so
     * that a later success would prove nothing.
     */
    private void abandon(ActiveSegment segment, IOException cause) {
        log.atError()
                .setCause(cause)
                .addKeyValue("segment", segment.number())
                .addKeyValue("syncedTo", segment.syncedTo())
                .log("segment failed and takes no more records; what it acknowledged stays readable");
        try {
            segment.takeBack();
        } catch (IOException e) {
            log.atWarn().setCause(e).addKeyValue("segment", segment.number()).log("tail of segment stays");
        }
        closeActive();
        isDirty = true;
        try {
            index.seal(segment.number());
        } catch (S3Failure e) {
            log.atWarn().setCause(e).addKeyValue("segment", segment.number()).log("seal of segment not noted");
        }
    }

    private boolean bringIn(Append file) {
        try {
            disk.rename(folder.incoming(file.id()), folder.file(file.id()));
            unsyncedFanOut.add(folder.file(file.id()).getParent());
            openFiles.forget(folder.file(file.id()));
            return true;
        } catch (IOException e) {
            file.done().completeExceptionally(health.writeFailed(e));
            return false;
        }
    }

    private void syncFanOut() throws IOException {
        for (Path each : unsyncedFanOut) {
            disk.syncFolder(each);
        }
        unsyncedFanOut.clear();
    }

    /** The segment to write to: the active one, or a new one where that is full or not there. */
    private ActiveSegment ready() throws IOException {
        ActiveSegment segment = active;
        if (segment != null && segment.syncedTo() >= limits.segmentBytesMax()) {
            closeActive();
            segment = null;
        }
        if (segment != null && !segment.isThere() && !health.isGone()) {
            abandon(segment, new IOException("the file of the segment was removed"));
            segment = null;
        }
        if (segment == null) {
            if (health.isGone()) {
                throw health.gone();
            }
            segment = ActiveSegment.begin(disk, folder, lastNumber + 1, random.nextLong());
            lastNumber = segment.number();
            active = segment;
            activeNumber = segment.number();
        }
        return segment;
    }

    private void closeActive() {
        ActiveSegment segment = active;
        active = null;
        activeNumber = 0;
        if (segment != null) {
            try {
                segment.close();
            } catch (IOException e) {
                log.atWarn()
                        .setCause(e)
                        .addKeyValue("segment", segment.number())
                        .log("segment did not close");
            }
        }
    }

    private void goOn(Recovery.Found found) throws IOException {
        lastNumber = Math.max(lastNumber, found.lastNumber());
        Optional<ActiveSegment.Tail> tail = found.tail().filter(each -> each.end() < limits.segmentBytesMax());
        if (tail.isPresent()) {
            active = ActiveSegment.resume(disk, folder, tail.get());
            activeNumber = tail.get().number();
        }
        found.orphans().forEach(orphan -> append(Append.adopted(orphan.id(), orphan.sizeBytes())));
    }

    private void mend() {
        if (!health.isWritable()) {
            return;
        }
        closeActive();
        try {
            index.reopen(() -> {
                try {
                    goOn(recovery.replay());
                } catch (IOException e) {
                    throw health.writeFailed(e);
                }
            });
            isDirty = true;
            log.atWarn().addKeyValue("folder", folder.index()).log("index repaired");
        } catch (RocksDBException | S3Failure e) {
            log.atError().setCause(e).addKeyValue("folder", folder.index()).log("index not repaired yet");
        }
    }

    private void checkpointNow(List<CompletableFuture<Boolean>> waiting) {
        checkpointMillis = clock.millis();
        bytesSinceCheckpoint = 0;
        isDirty = false;
        try {
            List<BlobId> unlinkable = index.unlinkable(UNLINK_MAX);
            index.flush();
            unlink(unlinkable);
            waiting.forEach(done -> done.complete(true));
        } catch (IOException e) {
            S3Failure failure = health.writeFailed(e);
            isDirty = true;
            waiting.forEach(done -> done.completeExceptionally(failure));
        } catch (S3Failure failure) {
            isDirty = true;
            waiting.forEach(done -> done.completeExceptionally(failure));
        }
    }

    private void unlink(List<BlobId> ids) throws IOException {
        if (ids.isEmpty()) {
            return;
        }
        for (BlobId id : ids) {
            disk.delete(folder.file(id));
            openFiles.forget(folder.file(id));
            unsyncedFanOut.add(folder.file(id).getParent());
        }
        syncFanOut();
        index.unlinked(ids);
        isDirty = ids.size() == UNLINK_MAX;
    }
}
