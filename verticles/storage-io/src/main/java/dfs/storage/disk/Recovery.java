package dfs.storage.disk;

import dfs.core.error.S3Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the index forward to what the segments hold, at the start and after a repair of the index.
 *
 * <p>Deletions are not in the segments. A lost index brings back what was deleted and not compacted yet. Such a blob is
 * named by nothing, so that the next census deletes it again.
 */
final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final Disk disk;
    private final BlobFolder folder;
    private final PlaceIndex index;
    private final Damage damage;
    private final SegmentRecovery recovery;
    private final StrayFiles strays;

    Recovery(Disk disk, BlobFolder folder, PlaceIndex index, Damage damage, BlockCheck blocks) {
        this.disk = disk;
        this.folder = folder;
        this.index = index;
        this.damage = damage;
        this.recovery = new SegmentRecovery(disk, folder, index, damage, blocks);
        this.strays = new StrayFiles(disk, folder, index);
    }

    /**
     * What was found.
     *
     * @param lastNumber the highest number of a segment that ever was, as far as known
     * @param resumable where the segment that took records last can be gone on with, if it can
     * @param isClean whether the store was left in good order, with every name on disk
     * @param orphans files whose records are lost
     */
    record Found(
            long lastNumber, Optional<ActiveSegment.Tail> resumable, boolean isClean, List<StrayFiles.Orphan> orphans) {
        Found with(List<StrayFiles.Orphan> others) {
            return new Found(lastNumber, resumable, isClean, others);
        }
    }

    /** What a start does before anybody writes: brings the index forward, and puts the incoming files where they belong. */
    Found start() throws IOException {
        Forwarded forwarded = forward();
        if (!index.isReadOnly()) {
            strays.bringIn();
            if (isWhole() || strays.bringInUnknown()) {
                strays.clearIncoming();
            }
        }
        return withOrphans(forwarded);
    }

    /** Brings the index forward; where it takes no changes, notes beside it what it lacks, and changes nothing on disk. */
    Found replay() throws IOException {
        return withOrphans(forward());
    }

    /** What was found but for the orphans, and whether there may be any. */
    private record Forwarded(Found found, boolean areRecordsLost) {}

    private Found withOrphans(Forwarded forwarded) throws IOException {
        return forwarded.areRecordsLost() ? forwarded.found().with(strays.orphans()) : forwarded.found();
    }

    private Forwarded forward() throws IOException {
        SortedMap<Long, Path> segments = new TreeMap<>();
        for (Path file : disk.list(folder.segments())) {
            BlobFolder.segmentNumber(file).ifPresent(number -> segments.put(number, file));
        }
        if (index.isReadOnly()) {
            for (var each : segments.entrySet()) {
                recovery.lookForward(each.getKey(), each.getValue());
            }
            return new Forwarded(new Found(0, Optional.empty(), false, List.of()), false);
        }
        Optional<CleanEnd> left = takeUp();
        boolean isIndexLost = index.isLacking() || (index.tallies().isEmpty() && !segments.isEmpty());
        // Before any is dropped: as long as the index on disk knows a number, it must not become another segment's.
        long lastNumber = Math.max(
                segments.isEmpty() ? 0 : segments.lastKey(),
                index.tallies().isEmpty() ? 0 : index.tallies().lastKey());
        reportMissing(segments);
        Optional<ActiveSegment.Tail> last = Optional.empty();
        for (var each : segments.entrySet()) {
            boolean isLast = each.getKey().equals(segments.lastKey());
            last = recovery.replay(each.getKey(), each.getValue(), isLast, isIndexLost);
        }
        Optional<ActiveSegment.Tail> resumable =
                last.filter(tail -> left.equals(Optional.of(new CleanEnd(tail.number(), tail.end()))));
        if (!isWhole()) {
            index.noteLacking(true);
        }
        return new Forwarded(new Found(lastNumber, resumable, left.isPresent(), List.of()), isIndexLost || !isWhole());
    }

    /** Whether every segment could be read; then, with the orphans that were found, the index holds all that the store does. */
    boolean isWhole() {
        return !damage.isAnyUnread();
    }

    /** Brings in files that were finished when a crash came between. */
    void bringIn() throws IOException {
        strays.bringIn();
    }

    private Optional<CleanEnd> takeUp() {
        try {
            return index.takeUp();
        } catch (S3Failure e) {
            // The index is at fault from here on and repaired like any other; until then it counts as left in no order.
            log.atWarn().setCause(e).log("how the store was left cannot be taken up");
            return Optional.empty();
        }
    }

    private void reportMissing(SortedMap<Long, Path> segments) {
        for (var each : List.copyOf(index.tallies().entrySet())) {
            if (!segments.containsKey(each.getKey())) {
                if (each.getValue().liveBlobs() > 0) {
                    damage.of(
                            each.getKey(),
                            0,
                            each.getValue().end(),
                            "the segment is missing; blobs lost: "
                                    + each.getValue().liveBlobs());
                } else {
                    index.dropSegment(each.getKey());
                }
            }
        }
    }
}
