package dfs.storage.disk;

import dfs.core.name.BlobId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Moves the files of long blobs to their places. Used by the log's thread alone. */
final class BlobFiles {

    private final Disk disk;
    private final BlobFolder folder;
    private final OpenFiles openFiles;
    /** Folders of places in which names may not be on disk yet. */
    private final Set<Path> unsynced = new HashSet<>();

    /**
     * Over a folder.
     *
     * @param isClean whether the last process left all names on disk; else any folder may hold one that is not
     */
    BlobFiles(Disk disk, BlobFolder folder, OpenFiles openFiles, boolean isClean) {
        this.disk = disk;
        this.folder = folder;
        this.openFiles = openFiles;
        if (!isClean) {
            folder.fanOut().forEach(unsynced::add);
        }
    }

    /**
     * Makes the names of incoming files durable. Where earlier ones went to is synced first, also those that an earlier
     * process moved, and then where they came from: at no moment is a file's only name one that is not on disk.
     */
    void syncIncoming() throws IOException {
        syncPlaces();
        disk.syncFolder(folder.incoming());
    }

    /** Moves a file whose record is durable from the incoming ones to its place. */
    void bringIn(BlobId id) throws IOException {
        Path place = folder.file(id);
        disk.rename(folder.incoming(id), place);
        unsynced.add(place.getParent());
        openFiles.forget(place);
    }

    /** Makes the names of all files at their places durable. */
    void syncPlaces() throws IOException {
        for (Path each : unsynced) {
            disk.syncFolder(each);
        }
        unsynced.clear();
    }
}
