package dfs.storage.disk;

import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.storage.format.RecordHeader;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes blobs durable, one group after the other, on one thread: whatever waits is appended to the active segment, synced
 * once, and put in the index; then all of it is acknowledged. While one group is synced the next one gathers.
 *
 * <p>The same thread brings the index to disk from time to time, has the files of blobs removed whose deletion is on disk,
 * and repairs the index.
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

    private final PlaceIndex index;
    private final SegmentSequence segments;
    private final BlobFiles files;
    private final FileRemoval removal;
    private final DiskHealth health;
    private final Recovery recovery;
    private final IndexRepair repair;
    private final InstantSource clock;
    private final StoreMeters meters;
    private final BlockingQueue<Task> queue = new LinkedBlockingQueue<>();
    private final Thread thread;

    private long bytesSinceCheckpoint;
    private long checkpointMillis;

    /** Completes when what a recovery found without a record has one. */
    private CompletableFuture<Void> adoption = CompletableFuture.completedFuture(null);

    private volatile boolean isDirty;
    private volatile boolean isClosing;

    private sealed interface Task {
        record Write(Append append) implements Task {}

        record Checkpoint(CompletableFuture<Boolean> done) implements Task {}

        record Seal(CompletableFuture<Boolean> done) implements Task {}

        record Wake() implements Task {}
    }

    /** What the log works with. */
    record Parts(
            PlaceIndex index,
            SegmentSequence segments,
            BlobFiles files,
            FileRemoval removal,
            DiskHealth health,
            Recovery recovery,
            InstantSource clock,
            StoreMeters meters) {}

    /** Goes on from what the recovery found. */
    SegmentLog(Parts parts, Recovery.Found found) throws IOException {
        index = parts.index();
        segments = parts.segments();
        files = parts.files();
        removal = parts.removal();
        health = parts.health();
        recovery = parts.recovery();
        repair = new IndexRepair(index, segments, removal, recovery, health);
        clock = parts.clock();
        meters = parts.meters();
        checkpointMillis = clock.millis();
        isDirty = true;
        segments.resume(found);
        adopt(found.orphans());
        index.whenFaulty(() -> queue.add(new Task.Wake()));
        thread = Thread.ofPlatform().name("dfs-segments").daemon().start(this::run);
    }

    /** Puts a record in line; it completes when the record is durable and in the index. */
    void append(Append append) {
        queue.add(new Task.Write(append));
        if (isClosing) {
            // The thread may have emptied the queue for the last time already.
            append.done().completeExceptionally(DiskHealth.closed());
        }
    }

    /** As {@link #append}, and waits for it. */
    void appendAndWait(Append append) {
        append(append);
        await(append.done());
    }

    /** Brings the index to disk, and waits for it. */
    void checkpoint() {
        ask(Task.Checkpoint::new);
    }

    /** Ends the segment that takes records, and waits for it: the next record begins another one. */
    void seal() {
        ask(Task.Seal::new);
    }

    private void ask(Function<CompletableFuture<Boolean>, Task> task) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        queue.add(task.apply(done));
        if (isClosing) {
            done.completeExceptionally(DiskHealth.closed());
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
        return segments.activeNumber();
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
        removal.close();
    }

    private void fail(Task task) {
        switch (task) {
            case Task.Write(Append append) -> append.done().completeExceptionally(DiskHealth.closed());
            case Task.Checkpoint(CompletableFuture<Boolean> done) -> done.completeExceptionally(DiskHealth.closed());
            case Task.Seal(CompletableFuture<Boolean> done) -> done.completeExceptionally(DiskHealth.closed());
            case Task.Wake() -> {}
        }
    }

    private void run() {
        try {
            while (!isClosing || !queue.isEmpty()) {
                try {
                    step();
                } catch (RuntimeException | Error e) {
                    log.atError().setCause(e).log("segment log stumbled");
                }
            }
            leave();
        } catch (InterruptedException e) {
            log.atError().setCause(e).log("segment log was interrupted; it takes nothing any more");
        } finally {
            // However it ends: nobody who is in line, or comes later, waits for it.
            isClosing = true;
            for (Task task = queue.poll(); task != null; task = queue.poll()) {
                fail(task);
            }
            segments.close();
        }
    }

    /** Leaves the store in good order, if it can. */
    private void leave() {
        try {
            files.syncPlaces();
            index.leave(segments.end());
        } catch (IOException | S3Failure e) {
            log.atWarn().setCause(e).log("the next start goes on in a new segment");
        }
    }

    private void step() throws InterruptedException {
        boolean isWaiting = isDirty || index.fault().isPresent();
        Task first = isWaiting ? queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS) : queue.take();
        List<Append> group = new ArrayList<>();
        List<CompletableFuture<Boolean>> checkpoints = new ArrayList<>();
        List<CompletableFuture<Boolean>> seals = new ArrayList<>();
        long groupBytes = 0;
        for (Task task = first; task != null; task = queue.poll()) {
            switch (task) {
                case Task.Write(Append append) -> {
                    group.add(append);
                    groupBytes += RecordHeader.recordBytes(append.kind(), append.sizeBytes());
                }
                case Task.Checkpoint(CompletableFuture<Boolean> done) -> checkpoints.add(done);
                case Task.Seal(CompletableFuture<Boolean> done) -> seals.add(done);
                case Task.Wake() -> {}
            }
            if (groupBytes >= GROUP_BYTES_MAX || group.size() >= GROUP_APPENDS_MAX) {
                break;
            }
        }
        try {
            if (index.fault().isPresent()) {
                adopt(repair.run());
                isDirty |= index.fault().isEmpty();
            }
            if (!group.isEmpty()) {
                commit(group);
                bytesSinceCheckpoint += groupBytes;
            }
            if (!seals.isEmpty()) {
                segments.close();
                seals.forEach(done -> done.complete(true));
            }
            boolean isTime = first == null || clock.millis() - checkpointMillis >= CHECKPOINT_MILLIS;
            if (!checkpoints.isEmpty() || bytesSinceCheckpoint >= CHECKPOINT_BYTES || (isDirty && isTime)) {
                checkpointNow(checkpoints);
            }
        } catch (RuntimeException | Error e) {
            // Nobody waits for ever, whatever happened. What is complete already stays so.
            S3Failure failure = health.writeFailed(new IOException(e));
            group.forEach(each -> each.done().completeExceptionally(failure));
            checkpoints.forEach(done -> done.completeExceptionally(failure));
            seals.forEach(done -> done.completeExceptionally(failure));
            throw e;
        }
    }

    private void commit(List<Append> group) {
        try {
            for (Append each : write(group)) {
                each.done().complete(true);
            }
        } catch (IOException e) {
            S3Failure failure = health.writeFailed(e);
            group.forEach(each -> each.done().completeExceptionally(failure));
        } catch (S3Failure failure) {
            group.forEach(each -> each.done().completeExceptionally(failure));
        }
    }

    /** Writes a group; the result holds those that are durable and in the index. Those that are not have failed already. */
    private List<Append> write(List<Append> group) throws IOException {
        index.requireChanges();
        if (group.stream().anyMatch(Append::isIncomingFile)) {
            files.syncIncoming();
        }
        ActiveSegment segment = segments.ready();
        long groupMillis = clock.millis();
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
        List<PlaceChange> changes = new ArrayList<>(group.size());
        List<NotIn> notIn = new ArrayList<>();
        for (int i = 0; i < group.size(); i++) {
            Append each = group.get(i);
            if (each.isIncomingFile()) {
                Optional<IOException> failure = bringIn(each);
                if (failure.isPresent()) {
                    notIn.add(new NotIn(each, failure.get()));
                    continue;
                }
            }
            Place place = Place.of(records.get(i).header(), segment.number(), offsets.get(i));
            changes.add(new PlaceChange(each.id(), place, each.movedFrom()));
            written.add(each);
        }
        isDirty = true;
        index.record(segment.number(), changes, segment.syncedTo());
        if (!notIn.isEmpty()) {
            refuse(notIn);
        }
        meters.group(group.size());
        return written;
    }

    private List<Long> append(ActiveSegment segment, List<ActiveSegment.Record> records) throws IOException {
        long began = System.nanoTime();
        List<Long> offsets = segments.append(segment, records);
        meters.synced(System.nanoTime() - began);
        return offsets;
    }

    /** A file that did not come to its place, though its record is durable. */
    private record NotIn(Append file, IOException failure) {}

    private Optional<IOException> bringIn(Append file) {
        try {
            files.bringIn(file.id());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    /**
     * Tells the writers, who then discard their files. Before that the index goes to disk, which has passed their records
     * over: a start that reads them again would take the files for lost.
     */
    private void refuse(List<NotIn> notIn) {
        try {
            index.flush();
        } catch (S3Failure e) {
            log.atWarn().setCause(e).log("files that were refused may be taken for lost by the next start");
        }
        notIn.forEach(each -> each.file().done().completeExceptionally(health.writeFailed(each.failure())));
    }

    private void adopt(List<StrayFiles.Orphan> orphans) {
        List<Append> records = orphans.stream()
                .map(orphan -> Append.adopted(orphan.id(), orphan.sizeBytes()))
                .toList();
        records.forEach(this::append);
        adoption = CompletableFuture.allOf(records.stream().map(Append::done).toArray(CompletableFuture[]::new));
    }

    private void checkpointNow(List<CompletableFuture<Boolean>> waiting) {
        checkpointMillis = clock.millis();
        bytesSinceCheckpoint = 0;
        isDirty = false;
        try {
            // Who waits wants to see gone what is deleted; to remove a file twice does no harm.
            boolean mayRemove = !removal.isBusy() || !waiting.isEmpty();
            List<BlobId> unlinkable = mayRemove ? index.unlinkable(UNLINK_MAX, removal::isDue) : List.of();
            if (adoption.state() == Future.State.SUCCESS && recovery.isWhole()) {
                index.noteLacking(false);
            }
            index.flush();
            CompletableFuture<Void> removed = removal.begin(unlinkable);
            if (!removed.isDone() || !unlinkable.isEmpty()) {
                isDirty = true;
            }
            var _ = removed.whenComplete((gone, failure) -> waiting.forEach(done -> {
                if (failure == null) {
                    done.complete(true);
                } else {
                    done.completeExceptionally(failure instanceof CompletionException e ? e.getCause() : failure);
                }
            }));
        } catch (RuntimeException e) {
            isDirty = true;
            waiting.forEach(done -> done.completeExceptionally(e));
        }
    }
}
