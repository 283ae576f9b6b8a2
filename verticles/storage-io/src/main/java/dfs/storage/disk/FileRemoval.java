package dfs.storage.disk;

import dfs.core.name.BlobId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the files of blobs whose deletion is on disk, durably, and then lets the index forget them. One that cannot be
 * removed is passed over for a while, and keeps no other. On a thread of its own: to give back the blocks of thousands of
 * large files takes longer than a writer may wait. Told by one thread.
 */
final class FileRemoval implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FileRemoval.class);

    /** So long a file that could not be removed is left alone: what ails it is seldom over sooner. */
    private static final long PASSED_OVER_MILLIS = 600_000;

    /** More than so many files that cannot be removed are the disk's failure. */
    private static final int PASSED_OVER_MAX = 10_000;

    private final Disk disk;
    private final BlobFolder folder;
    private final OpenFiles openFiles;
    private final PlaceIndex index;
    private final DiskHealth health;
    private final InstantSource clock;
    /** Files that could not be removed, and when that was tried last. */
    private final Map<BlobId, Long> passedOver = new ConcurrentHashMap<>();

    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("dfs-removal").daemon().factory());
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    FileRemoval(
            Disk disk,
            BlobFolder folder,
            OpenFiles openFiles,
            PlaceIndex index,
            DiskHealth health,
            InstantSource clock) {
        this.disk = disk;
        this.folder = folder;
        this.openFiles = openFiles;
        this.index = index;
        this.health = health;
        this.clock = clock;
    }

    /** Whether it has not removed yet all that it was told to. */
    boolean isBusy() {
        return !last.isDone();
    }

    /** Whether to remove the file of this blob is worth a try now. */
    boolean isDue(BlobId id) {
        Long triedMillis = passedOver.get(id);
        return triedMillis == null || clock.millis() - triedMillis >= PASSED_OVER_MILLIS;
    }

    /**
     * Removes files behind those it was told of before; what comes of it completes when they are gone or passed over, and fails
     * where it is the disk that removes none.
     */
    CompletableFuture<Void> begin(List<BlobId> ids) {
        if (!ids.isEmpty()) {
            last = CompletableFuture.runAsync(() -> remove(ids), thread);
        }
        return last;
    }

    /** Returns when nothing is being removed. */
    void await() {
        last.exceptionally(failed -> null).join();
    }

    private void remove(List<BlobId> ids) {
        Map<Path, List<BlobId>> removed = new HashMap<>();
        Map<BlobId, IOException> stay = new HashMap<>();
        for (BlobId id : ids) {
            Path place = folder.file(id);
            try {
                disk.delete(place);
                openFiles.forget(place);
                removed.computeIfAbsent(place.getParent(), each -> new ArrayList<>())
                        .add(id);
            } catch (IOException e) {
                stay.put(id, ofFile(e));
            }
        }
        List<BlobId> gone = new ArrayList<>();
        removed.forEach((parent, there) -> {
            try {
                disk.syncFolder(parent);
                gone.addAll(there);
            } catch (IOException e) {
                IOException failure = ofFile(e);
                there.forEach(id -> stay.put(id, failure));
            }
        });
        index.unlinked(gone);
        gone.forEach(passedOver::remove);
        passOver(stay);
    }

    /** Returns where the file or its folder is to blame. */
    private IOException ofFile(IOException e) {
        if (health.isOfDisk(e)) {
            throw health.writeFailed(e);
        }
        return e;
    }

    private void passOver(Map<BlobId, IOException> files) {
        List<BlobId> first = files.keySet().stream()
                .filter(id -> !passedOver.containsKey(id))
                .toList();
        if (!first.isEmpty()) {
            IOException why = Objects.requireNonNull(files.get(first.getFirst()));
            if (passedOver.size() + first.size() > PASSED_OVER_MAX) {
                throw health.writeFailed(why);
            }
            log.atError()
                    .setCause(why)
                    .addKeyValue("file", folder.file(first.getFirst()))
                    .addKeyValue("files", first.size())
                    .log("files of deleted blobs cannot be removed; they are tried again");
        }
        files.keySet().forEach(id -> passedOver.put(id, clock.millis()));
    }

    /** Returns when all is removed that it was told to. */
    @Override
    public void close() {
        thread.close();
    }
}
