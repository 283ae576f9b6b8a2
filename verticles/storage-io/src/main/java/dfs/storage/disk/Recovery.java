package dfs.storage.disk;

import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.storage.format.BlockSums;
import dfs.storage.format.RecordHeader;
import dfs.storage.format.RecordHeader.Kind;
import dfs.storage.format.SegmentHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the index forward to what the segments hold, at the start and after a repair of the index.
 *
 * <p>What stands behind the last sync may have been torn by a crash: it is checked byte by byte, and cut off where it is
 * broken. What is broken before that was damaged: it is reported, kept, and stepped over. A segment that cannot be read is
 * reported and kept too; what of it the index does not know stays unknown until a later start can read it.
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
    private final StrayFiles strays;

    Recovery(Disk disk, BlobFolder folder, PlaceIndex index, Damage damage, BlockCheck blocks) {
        this.disk = disk;
        this.folder = folder;
        this.index = index;
        this.damage = damage;
        this.blocks = blocks;
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
                lookForward(each.getKey(), each.getValue());
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
            last = replay(each.getKey(), each.getValue(), isLast, isIndexLost);
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

    /**
     * What stands in a segment behind what the index knows of it, as it was read; nothing is changed yet.
     *
     * @param sizeBytes the file's
     * @param header empty where there is no sound one of this segment
     * @param from where the index's knowledge ends
     * @param durableTo up to where it was on disk before a crash could tear anything
     * @param sound records that count
     * @param gaps where no record stands
     */
    private record Seen(
            long sizeBytes,
            Optional<SegmentHeader> header,
            long from,
            long durableTo,
            List<SegmentScan.Found> sound,
            List<SegmentScan.Gap> gaps) {}

    private Optional<ActiveSegment.Tail> replay(long number, Path path, boolean isLast, boolean isIndexLost)
            throws IOException {
        Tally tally = index.tally(number);
        boolean isKnown = false;
        DiskFile open;
        try {
            isKnown = tally.end() > 0 && disk.sizeBytes(path) == tally.end();
            if (isKnown && !isLast) {
                // There may be tens of thousands of them. Whether the bytes are sound is for reads and scrubbing to
                // find.
                damage.noteRead(number);
                return Optional.empty();
            }
            open = disk.openToAppend(path);
        } catch (IOException e) {
            if (!DiskHealth.isUnreadable(e)) {
                throw e;
            }
            return cannotRead(number, isKnown, e);
        }
        try (DiskFile file = open) {
            Seen seen;
            try {
                seen = see(number, file);
            } catch (IOException e) {
                return cannotRead(number, isKnown, e);
            }
            if (tally.end() > seen.sizeBytes()) {
                damage.of(number, seen.sizeBytes(), tally.end(), "the segment is shorter than what was synced");
                return Optional.empty();
            }
            if (seen.header().isEmpty() && seen.sizeBytes() <= SegmentHeader.RECORDS_AT) {
                log.atInfo().addKeyValue("segment", number).log("segment that was not begun is removed");
                disk.delete(path);
                return Optional.empty();
            }
            if (seen.header().isEmpty()) {
                return unread(number, isKnown, "the segment has no sound header");
            }
            if (seen.from() < seen.sizeBytes()) {
                Optional<IOException> failed = bringForward(number, file, seen, isIndexLost);
                if (failed.isPresent()) {
                    return cannotRead(number, isKnown, failed.get());
                }
            }
            damage.noteRead(number);
            return Optional.of(
                    new ActiveSegment.Tail(number, seen.header().get().salt(), file.sizeBytes()));
        }
    }

    private void lookForward(long number, Path path) throws IOException {
        long end = index.tally(number).end();
        try {
            if (end > 0 && disk.sizeBytes(path) == end) {
                return;
            }
            try (DiskFile file = disk.openToRead(path)) {
                for (SegmentScan.Found found : see(number, file).sound()) {
                    index.recordBeside(found.header().id(), Place.of(found.header(), number, found.offset()));
                }
            }
        } catch (IOException e) {
            var _ = cannotRead(number, false, e);
        }
    }

    /** Goes on without a segment that cannot be read, as long as the others are there. */
    private Optional<ActiveSegment.Tail> cannotRead(long number, boolean isKnown, IOException e) throws IOException {
        if (e instanceof ClosedChannelException || DiskHealth.isTooManyFiles(e) || !disk.exists(folder.segments())) {
            throw e;
        }
        return unread(number, isKnown, "cannot be read: " + e.getMessage());
    }

    private Optional<ActiveSegment.Tail> unread(long number, boolean isKnown, String detail) {
        long end = index.tally(number).end();
        if (isKnown) {
            damage.of(number, 0, end, detail);
        } else {
            damage.ofTail(number, end, detail);
        }
        return Optional.empty();
    }

    private Seen see(long number, DiskFile file) throws IOException {
        long sizeBytes = file.sizeBytes();
        Optional<SegmentHeader> header = header(file, sizeBytes).filter(it -> it.number() == number);
        long end = index.tally(number).end();
        long from = Math.max(end, SegmentHeader.RECORDS_AT);
        if (header.isEmpty() || from >= sizeBytes) {
            return new Seen(sizeBytes, header, from, end, List.of(), List.of());
        }
        SegmentScan scan = SegmentScan.of(file, header.get().salt(), from);
        long durableTo = Math.max(end, scan.syncedTo());
        List<SegmentScan.Found> sound = new ArrayList<>();
        for (SegmentScan.Found found : scan.found()) {
            if (found.offset() < durableTo || isWhole(file, found)) {
                sound.add(found);
            }
        }
        return new Seen(sizeBytes, header, from, durableTo, sound, scan.gaps());
    }

    private static Optional<SegmentHeader> header(DiskFile file, long sizeBytes) throws IOException {
        if (sizeBytes < SegmentHeader.RECORDS_AT) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.RECORDS_AT);
        file.read(bytes, 0);
        return SegmentHeader.decode(bytes.flip());
    }

    /** Brings what was seen to the index; the result is why it could not be read once more. */
    private Optional<IOException> bringForward(long number, DiskFile file, Seen seen, boolean isIndexLost)
            throws IOException {
        List<PlaceChange> changes = new ArrayList<>();
        long end = seen.from();
        for (SegmentScan.Found found : seen.sound()) {
            end = found.end();
            Place place = Place.of(found.header(), number, found.offset());
            if (place.kind() == Kind.BLOB || isFileThere(found.header().id())) {
                changes.add(new PlaceChange(found.header().id(), place, Optional.empty()));
            } else if (!isIndexLost) {
                // With the index lost it may well have been deleted; metadata knows, and scrubbing compares.
                damage.of(found.header().id(), place, "its file is missing");
            }
        }
        for (SegmentScan.Gap gap : seen.gaps()) {
            if (gap.from() < seen.durableTo()) {
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
        Optional<IOException> failed = writeAgain(file, seen.durableTo(), end);
        if (failed.isEmpty()) {
            index.record(number, changes, end);
        }
        return failed;
    }

    /**
     * Brings to disk what a process that was killed may have left in memory. A sync alone proves nothing: where that process
     * saw one fail, the operating system holds for written what is not. Bytes written anew are synced anew.
     *
     * @return why they could not be read
     */
    private static Optional<IOException> writeAgain(DiskFile file, long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.clamp(to - from, 0, WRITE_AGAIN_BYTES));
        for (long at = from; at < to; at += bytes.limit()) {
            bytes.clear().limit((int) Math.min(bytes.capacity(), to - at));
            try {
                file.read(bytes, at);
            } catch (IOException e) {
                return Optional.of(e);
            }
            file.overwrite(bytes.flip(), at);
        }
        file.sync();
        return Optional.empty();
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
}
