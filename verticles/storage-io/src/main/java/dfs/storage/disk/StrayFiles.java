package dfs.storage.disk;

import dfs.core.name.BlobId;
import dfs.storage.format.FileFooter;
import dfs.storage.format.RecordHeader.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of long blobs that a crash left in the folder of incoming ones, or that no record speaks of. */
final class StrayFiles {

    private static final Logger log = LoggerFactory.getLogger(StrayFiles.class);

    private final Disk disk;
    private final BlobFolder folder;
    private final PlaceIndex index;

    StrayFiles(Disk disk, BlobFolder folder, PlaceIndex index) {
        this.disk = disk;
        this.folder = folder;
        this.index = index;
    }

    /** A complete file that no record speaks of. */
    record Orphan(BlobId id, long sizeBytes) {}

    /** Brings in files that were finished when a crash came between. */
    void bringIn() throws IOException {
        Set<Path> fanOut = new HashSet<>();
        for (Path file : disk.list(folder.incoming())) {
            Optional<BlobId> id = BlobFolder.fileBlob(file);
            boolean isFinished = id.flatMap(index::find)
                    .filter(place -> place.kind() == Kind.FILE)
                    .isPresent();
            if (isFinished) {
                Path to = folder.file(id.orElseThrow());
                disk.rename(file, to);
                fanOut.add(to.getParent());
            }
        }
        for (Path each : fanOut) {
            disk.syncFolder(each);
        }
    }

    /** Removes incoming files, which nobody writes any more. One that stays is in the way of its own blob alone. */
    void clearIncoming() throws IOException {
        for (Path file : disk.list(folder.incoming())) {
            try {
                disk.delete(file);
            } catch (IOException e) {
                if (DiskHealth.isReadOnly(e)) {
                    throw e;
                }
                log.atError().setCause(e).addKeyValue("file", file).log("file that was not finished cannot be removed");
            }
        }
    }

    /**
     * Brings complete files that the index does not know from the incoming ones to their places, where they are orphans: the
     * record that says so may be one that cannot be read.
     *
     * @return whether all could be looked at
     */
    boolean bringInUnknown() throws IOException {
        boolean isEachLookedAt = true;
        Set<Path> fanOut = new HashSet<>();
        for (Path file : disk.list(folder.incoming())) {
            Optional<BlobId> id = BlobFolder.fileBlob(file).filter(this::isUnknown);
            if (id.isEmpty()) {
                continue;
            }
            boolean isComplete = false;
            try {
                isComplete = complete(id.get(), file).isPresent();
            } catch (IOException e) {
                log.atError().setCause(e).addKeyValue("file", file).log("file cannot be read; it is kept as it is");
                isEachLookedAt = false;
            }
            if (isComplete) {
                Path to = folder.file(id.get());
                disk.rename(file, to);
                fanOut.add(to.getParent());
            }
        }
        for (Path each : fanOut) {
            disk.syncFolder(each);
        }
        return isEachLookedAt;
    }

    /** Files at their places that are complete and unknown: with their records lost, nothing but they themselves tells of them. */
    List<Orphan> orphans() throws IOException {
        List<Orphan> orphans = new ArrayList<>();
        for (Path fanOut : folder.fanOut()) {
            for (Path file : disk.list(fanOut)) {
                Optional<BlobId> id = BlobFolder.fileBlob(file).filter(this::isUnknown);
                if (id.isPresent()) {
                    orphan(id.get(), file).ifPresent(orphans::add);
                }
            }
        }
        return orphans;
    }

    private boolean isUnknown(BlobId id) {
        return index.find(id).isEmpty() && !index.isUnlinkable(id);
    }

    private Optional<Orphan> orphan(BlobId id, Path file) {
        String why;
        try {
            Optional<Orphan> orphan = complete(id, file);
            if (orphan.isPresent()) {
                return orphan;
            }
            why = "it has no sound end";
        } catch (IOException e) {
            why = "it cannot be read: " + e.getMessage();
        }
        log.atError()
                .addKeyValue("file", file)
                .addKeyValue("detail", why)
                .log("file has no record and is not sound; it is kept as it is");
        return Optional.empty();
    }

    private Optional<Orphan> complete(BlobId id, Path path) throws IOException {
        try (DiskFile file = disk.openToRead(path)) {
            long sizeBytes = file.sizeBytes();
            if (sizeBytes < FileFooter.LENGTH_BYTES) {
                return Optional.empty();
            }
            ByteBuffer bytes = ByteBuffer.allocate(FileFooter.LENGTH_BYTES);
            file.read(bytes, sizeBytes - FileFooter.LENGTH_BYTES);
            return FileFooter.decode(bytes.flip())
                    .filter(footer -> footer.id().equals(id) && FileFooter.fileBytes(footer.sizeBytes()) == sizeBytes)
                    .map(footer -> new Orphan(id, footer.sizeBytes()));
        }
    }
}
