package dfs.storage.disk;

import dfs.core.name.BlobId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Removes the files of blobs whose deletion is on disk, durably, and then lets the index forget them. On a thread of its own:
 * to give back the blocks of thousands of large files takes longer than a writer may wait. Told by one thread.
 */
final class FileRemoval implements AutoCloseable {

    private final Disk disk;
    private final BlobFolder folder;
    private final OpenFiles openFiles;
    private final PlaceIndex index;
    private final DiskHealth health;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("dfs-removal").daemon().factory());
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    FileRemoval(Disk disk, BlobFolder folder, OpenFiles openFiles, PlaceIndex index, DiskHealth health) {
        this.disk = disk;
        this.folder = folder;
        this.openFiles = openFiles;
        this.index = index;
        this.health = health;
    }

    /** Whether it has not removed yet all that it was told to. */
    boolean isBusy() {
        return !last.isDone();
    }

    /** Removes files behind those it was told of before; what comes of it completes when they are gone, or could not be removed. */
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
        Set<Path> touched = new HashSet<>();
        try {
            for (BlobId id : ids) {
                Path place = folder.file(id);
                disk.delete(place);
                touched.add(place.getParent());
                openFiles.forget(place);
            }
            for (Path each : touched) {
                disk.syncFolder(each);
            }
        } catch (IOException e) {
            throw health.writeFailed(e);
        }
        index.unlinked(ids);
    }

    /** Returns when all is removed that it was told to. */
    @Override
    public void close() {
        thread.close();
    }
}
