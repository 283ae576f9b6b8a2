package dfs.storage.disk;

import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.storage.format.BlockSums;
import dfs.storage.format.FileFooter;
import dfs.storage.format.RecordHeader;
import dfs.storage.format.RecordHeader.Kind;
import dfs.storage.format.SegmentHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the index forward to what the segments hold, at the start and after a repair of the index.
 *
 * <p>What stands behind the last sync may have been torn by a crash: it is checked byte by byte, and cut off where it is
 * broken. What is broken before that was damaged: it is reported, kept, and stepped over.
 *
 * <p>Deletions are not in the segments. A lost index brings back what was deleted and not compacted yet. Such a blob is
 * named by nothing, so that the next census deletes it again.
 */
final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    /** Bytes written again at a time. */
    private static final long WRITE_AGAIN_BYTES = 1L << 20;

    private final Disk disk;
    private final BlobFolder folder;
    private final PlaceIndex index;
    private final Damage damage;
    private final BlockCheck blocks;

    Recovery(Disk disk, BlobFolder folder, PlaceIndex index, Damage damage, BlockCheck blocks) {
        this.disk = disk;
        this.folder = folder;
        this.index = index;
        this.damage = damage;
        this.blocks = blocks;
    }

    /** A complete file that no record speaks of. */
    record Orphan(BlobId id, long sizeBytes) {}

    /**
     * What was found.
     *
     * @param lastNumber the highest number of a segment that ever was, as far as known
     * @param resumable where the segment that took records last can be gone on with, if it can
     * @param isClean whether the store was left in good order, with every name on disk
     * @param orphans files whose records are lost
     */
    record Found(long lastNumber, Optional<ActiveSegment.Tail> resumable, boolean isClean, List<Orphan> orphans) {}

    /** Brings the index forward; where it takes no changes, notes beside it what it lacks, and changes nothing on disk. */
    Found replay() throws IOException {
        SortedMap<Long, Path> segments = new TreeMap<>();
        for (Path file : disk.list(folder.segments())) {
            BlobFolder.segmentNumber(file).ifPresent(number -> segments.put(number, file));
        }
        if (index.isReadOnly()) {
            for (var each : segments.entrySet()) {
                lookForward(each.getKey(), each.getValue());
            }
            return new Found(0, Optional.empty(), false, List.of());
        }
        Optional<CleanEnd> left = takeUp();
        boolean isIndexLost = index.tallies().isEmpty() && !segments.isEmpty();
        // Before any is dropped: as long as the index on disk knows a number, it must not become another segment's.
        long lastNumber = Math.max(
                segments.isEmpty() ? 0 : segments.lastKey(),
                index.tallies().isEmpty() ? 0 : index.tallies().lastKey());
        reportMissing(segments);
        Optional<ActiveSegment.Tail> last = Optional.empty();
        for (var each : segments.entrySet()) {
            last = replay(each.getKey(), each.getValue(), isIndexLost);
        }
        Optional<ActiveSegment.Tail> resumable =
                last.filter(tail -> left.equals(Optional.of(new CleanEnd(tail.number(), tail.end()))));
        return new Found(lastNumber, resumable, left.isPresent(), isIndexLost ? orphans() : List.of());
    }

    /** Removes files that were never finished, and brings in those that were when a crash came between. */
    void clearIncoming() throws IOException {
        bringIn();
        for (Path file : disk.list(folder.incoming())) {
            disk.delete(file);
        }
    }

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

    private Optional<ActiveSegment.Tail> replay(long number, Path path, boolean isIndexLost) throws IOException {
        Tally tally = index.tally(number);
        try (DiskFile file = disk.openToAppend(path)) {
            long sizeBytes = file.sizeBytes();
            if (tally.end() > sizeBytes) {
                damage.of(number, sizeBytes, tally.end(), "the segment is shorter than what was synced");
                return Optional.empty();
            }
            Optional<SegmentHeader> header = header(file, sizeBytes);
            if (header.isEmpty() || header.get().number() != number) {
                if (sizeBytes > SegmentHeader.RECORDS_AT) {
                    damage.of(number, 0, sizeBytes, "both copies of the segment's header are broken");
                } else {
                    log.atInfo().addKeyValue("segment", number).log("segment that was not begun is removed");
                    disk.delete(path);
                }
                return Optional.empty();
            }
            long from = Math.max(tally.end(), SegmentHeader.RECORDS_AT);
            if (from < sizeBytes) {
                bringForward(number, file, header.get().salt(), from, isIndexLost);
            }
            return Optional.of(new ActiveSegment.Tail(number, header.get().salt(), file.sizeBytes()));
        }
    }

    private void lookForward(long number, Path path) throws IOException {
        try (DiskFile file = disk.openToRead(path)) {
            long sizeBytes = file.sizeBytes();
            long end = index.tally(number).end();
            long from = Math.max(end, SegmentHeader.RECORDS_AT);
            Optional<SegmentHeader> header = header(file, sizeBytes);
            if (header.isEmpty() || header.get().number() != number || from >= sizeBytes) {
                return;
            }
            SegmentScan scan = SegmentScan.of(file, header.get().salt(), from);
            for (SegmentScan.Found found : scan.found()) {
                if (found.offset() < Math.max(end, scan.syncedTo()) || isWhole(file, found)) {
                    index.recordBeside(found.header().id(), Place.of(found.header(), number, found.offset()));
                }
            }
        }
    }

    private static Optional<SegmentHeader> header(DiskFile file, long sizeBytes) throws IOException {
        if (sizeBytes < SegmentHeader.RECORDS_AT) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.RECORDS_AT);
        file.read(bytes, 0);
        return SegmentHeader.decode(bytes.flip());
    }

    private void bringForward(long number, DiskFile file, long salt, long from, boolean isIndexLost)
            throws IOException {
        SegmentScan scan = SegmentScan.of(file, salt, from);
        long durableTo = Math.max(index.tally(number).end(), scan.syncedTo());
        List<PlaceChange> changes = new ArrayList<>();
        long end = from;
        for (SegmentScan.Found found : scan.found()) {
            if (found.offset() >= durableTo && !isWhole(file, found)) {
                continue;
            }
            end = found.end();
            Place place = Place.of(found.header(), number, found.offset());
            if (place.kind() == Kind.BLOB || isFileThere(found.header().id())) {
                changes.add(new PlaceChange(found.header().id(), place, Optional.empty()));
            } else if (!isIndexLost) {
                // With the index lost it may well have been deleted; metadata knows, and scrubbing compares.
                damage.of(found.header().id(), place, "its file is missing");
            }
        }
        for (SegmentScan.Gap gap : scan.gaps()) {
            if (gap.from() < durableTo) {
                damage.of(number, gap.from(), gap.to(), "no record stands here; what stood here is lost");
                end = Math.max(end, gap.to());
            }
        }
        if (end < file.sizeBytes()) {
            log.atInfo()
                    .addKeyValue("segment", number)
                    .addKeyValue("bytes", file.sizeBytes() - end)
                    .log("torn tail cut off");
            file.truncate(end);
        }
        writeAgain(file, durableTo, end);
        index.record(number, changes, end);
    }

    /**
     * Brings to disk what a process that was killed may have left in memory. A sync alone proves nothing: where that process
     * saw one fail, the operating system holds for written what is not. Bytes written anew are synced anew.
     */
    private static void writeAgain(DiskFile file, long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.clamp(to - from, 0, WRITE_AGAIN_BYTES));
        for (long at = from; at < to; at += bytes.limit()) {
            bytes.clear().limit((int) Math.min(bytes.capacity(), to - at));
            file.read(bytes, at);
            file.overwrite(bytes.flip(), at);
        }
        file.sync();
    }

    private boolean isWhole(DiskFile file, SegmentScan.Found found) throws IOException {
        if (found.header().kind() == Kind.FILE) {
            return true;
        }
        BlockCheck.Bytes bytes = new BlockCheck.Bytes(
                file,
                found.header().id(),
                found.offset() + RecordHeader.LENGTH_BYTES,
                found.header().sizeBytes());
        long last = BlockSums.blocks(found.header().sizeBytes()) - 1;
        return blocks.check(bytes, 0, last, count -> {}).isEmpty();
    }

    private boolean isFileThere(BlobId id) {
        return disk.exists(folder.file(id)) || disk.exists(folder.incoming(id));
    }

    /** Files that are complete and not in the index: with their records lost, nothing but they themselves tells of them. */
    private List<Orphan> orphans() throws IOException {
        List<Orphan> orphans = new ArrayList<>();
        for (Path fanOut : folder.fanOut()) {
            for (Path file : disk.list(fanOut)) {
                Optional<BlobId> id = BlobFolder.fileBlob(file);
                if (id.isPresent() && index.find(id.get()).isEmpty()) {
                    orphan(id.get(), file).ifPresent(orphans::add);
                }
            }
        }
        return orphans;
    }

    private Optional<Orphan> orphan(BlobId id, Path path) throws IOException {
        try (DiskFile file = disk.openToRead(path)) {
            long sizeBytes = file.sizeBytes();
            if (sizeBytes >= FileFooter.LENGTH_BYTES) {
                ByteBuffer bytes = ByteBuffer.allocate(FileFooter.LENGTH_BYTES);
                file.read(bytes, sizeBytes - FileFooter.LENGTH_BYTES);
                Optional<FileFooter> footer = FileFooter.decode(bytes.flip());
                if (footer.isPresent()
                        && footer.get().id().equals(id)
                        && FileFooter.fileBytes(footer.get().sizeBytes()) == sizeBytes) {
                    return Optional.of(new Orphan(id, footer.get().sizeBytes()));
                }
            }
            log.atError().addKeyValue("file", path).log("file has no record and no sound end; it is kept as it is");
            return Optional.empty();
        }
    }
}
