package dfs.storage.disk;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobStore.Compacted;
import dfs.storage.disk.SegmentScan.Found;
import dfs.storage.disk.SegmentScan.Gap;
import dfs.storage.disk.SegmentScan.Stretch;
import dfs.storage.format.BlockSums;
import dfs.storage.format.RecordHeader;
import dfs.storage.format.RecordHeader.Kind;
import dfs.storage.format.SegmentHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the space of deleted blobs back: the live records of a segment are appended anew and synced, the index is brought
 * to disk with their new places, and only then is the old segment removed. A segment that holds a live record which cannot
 * be read, or that cannot be removed, stays as it is and is in no other's way.
 */
final class Compaction {

    private static final Logger log = LoggerFactory.getLogger(Compaction.class);

    /** A segment is worth rewriting when at most half of it lives. */
    private static final int DEAD_SHARE = 2;

    /** Bytes on their way at a time: little, so that writers who come meanwhile do not wait for long. */
    private static final long MOVING_BYTES_MAX = 2L << 20;

    /**
     * The segment that takes records is ended for so many dead bytes: on a disk that is full nothing is written that would fill
     * it up, and its space must come back all the same.
     */
    static final long ACTIVE_DEAD_BYTES_MIN = 8L << 20;

    private final Disk disk;
    private final BlobFolder folder;
    private final PlaceIndex index;
    private final OpenFiles openFiles;
    private final SegmentLog segmentLog;
    private final BlockCheck blocks;
    private final Damage damage;
    private final DiskHealth health;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    /** Segments that stay, as they were when that was found: once a blob of one is deleted it is tried again. */
    private final Map<Long, Tally> unmovable = new ConcurrentHashMap<>();

    Compaction(
            Disk disk,
            BlobFolder folder,
            PlaceIndex index,
            OpenFiles openFiles,
            SegmentLog segmentLog,
            BlockCheck blocks,
            Damage damage,
            DiskHealth health) {
        this.disk = disk;
        this.folder = folder;
        this.index = index;
        this.openFiles = openFiles;
        this.segmentLog = segmentLog;
        this.blocks = blocks;
        this.damage = damage;
        this.health = health;
    }

    /** Bytes of records in a segment whose blobs are deleted. */
    static long deadBytes(Tally tally) {
        return Math.max(0, tally.end() - SegmentHeader.RECORDS_AT - tally.liveRecordBytes());
    }

    /** Rewrites the segment of which the least lives, if any is worth it. */
    Optional<Compacted> run() throws IOException {
        oneAtATime.lock();
        try {
            Optional<Long> worst = worst();
            if (worst.isEmpty()) {
                return Optional.empty();
            }
            if (worst.get() == segmentLog.activeNumber()) {
                segmentLog.seal();
            }
            return rewrite(worst.get());
        } finally {
            oneAtATime.unlock();
        }
    }

    private Optional<Long> worst() {
        Optional<Long> worst = Optional.empty();
        double worstShare = 1.0 / DEAD_SHARE;
        for (var each : index.tallies().entrySet()) {
            Tally tally = each.getValue();
            double share = tally.end() == 0 ? 0 : (double) deadBytes(tally) / tally.end();
            boolean isSealed = each.getKey() != segmentLog.activeNumber();
            boolean isWorthIt = isSealed || deadBytes(tally) >= ACTIVE_DEAD_BYTES_MIN;
            if (isWorthIt
                    && share >= worstShare
                    && deadBytes(tally) > 0
                    && !damage.isUnread(each.getKey())
                    && !tally.equals(unmovable.get(each.getKey()))) {
                worst = Optional.of(each.getKey());
                worstShare = share;
            }
        }
        return worst;
    }

    private Optional<Compacted> rewrite(long number) throws IOException {
        Path path = folder.segment(number);
        if (!disk.exists(path) && disk.exists(folder.segments())) {
            return missing(number);
        }
        long movedBytes = 0;
        long sizeBytes;
        try (OpenFiles.Lease lease = openFiles.lease(path)) {
            sizeBytes = lease.file().sizeBytes();
            if (index.tally(number).liveBlobs() > 0) {
                movedBytes = move(number, lease.file());
            }
        } catch (IOException e) {
            return unreadable(number, e);
        }
        Tally left = index.tally(number);
        if (left.liveBlobs() > 0) {
            unmovable.put(number, left);
            log.atWarn()
                    .addKeyValue("segment", number)
                    .addKeyValue("blobs", left.liveBlobs())
                    .log("segment stays: blobs of it cannot be read");
            return Optional.of(new Compacted(movedBytes, 0));
        }
        segmentLog.checkpoint();
        if (damage.isUnread(number)) {
            // The index was brought forward meanwhile, and could not be from this segment.
            return Optional.of(new Compacted(movedBytes, 0));
        }
        try {
            disk.delete(path);
        } catch (IOException e) {
            return irremovable(number, movedBytes, e);
        }
        disk.syncFolder(folder.segments());
        openFiles.forget(path);
        drop(number);
        return Optional.of(new Compacted(movedBytes, sizeBytes));
    }

    /** A segment whose file is gone is forgotten once none of its blobs lives, and stays known until then. */
    private Optional<Compacted> missing(long number) {
        Tally left = index.tally(number);
        if (left.liveBlobs() > 0) {
            unmovable.put(number, left);
        } else {
            drop(number);
        }
        return Optional.of(new Compacted(0, 0));
    }

    private Optional<Compacted> unreadable(long number, IOException e) {
        passOver(e);
        Tally left = index.tally(number);
        if (unmovable.put(number, left) == null) {
            damage.of(number, 0, left.end(), "cannot be read: " + e.getMessage());
        }
        return Optional.of(new Compacted(0, 0));
    }

    private Optional<Compacted> irremovable(long number, long movedBytes, IOException e) {
        if (health.isOfDisk(e)) {
            throw health.writeFailed(e);
        }
        unmovable.put(number, index.tally(number));
        log.atError()
                .setCause(e)
                .addKeyValue("segment", number)
                .log("segment without live blobs cannot be removed; the next start tries it again");
        return Optional.of(new Compacted(movedBytes, 0));
    }

    /** Returns where the bytes themselves are to blame for a read that failed. */
    private void passOver(IOException e) {
        if (e instanceof ClosedChannelException) {
            // A reader who was interrupted closed the file under all others.
            throw new S3Failure(ErrorCode.SLOW_DOWN);
        }
        Optional<S3Failure> failure = health.readFailed(e);
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private void drop(long number) {
        index.dropSegment(number);
        unmovable.remove(number);
        damage.forgetSegment(number);
        segmentLog.noteChange();
    }

    private long move(long number, DiskFile file) throws IOException {
        Optional<SegmentFile> segment = SegmentFile.of(file, number);
        if (segment.isEmpty()) {
            damage.of(number, 0, SegmentHeader.RECORDS_AT, "the segment has no sound header");
            return 0;
        }
        Moves moves = new Moves(segment.get());
        segment.get().walk(SegmentHeader.RECORDS_AT, Long.MAX_VALUE, moves::take);
        moves.await(0);
        return moves.movedBytes;
    }

    /** The live records of a segment on their way to another one. */
    private final class Moves {
        private final SegmentFile segment;
        private final Deque<Append> moving = new ArrayDeque<>();
        private long movingBytes;
        private long movedBytes;

        Moves(SegmentFile segment) {
            this.segment = segment;
        }

        void take(Stretch stretch) {
            switch (stretch) {
                case Found found -> move(found);
                case Gap gap
                when gap.isUnreadable() && !unmovable.containsKey(segment.number()) ->
                    damage.of(segment.number(), gap.from(), gap.end(), "cannot be read");
                case Gap _ -> {
                    // Torn by a crash, or reported before.
                }
            }
        }

        /** Begins to move a record, where its blob lives there and can be read. */
        private void move(Found found) {
            BlobId id = found.header().id();
            Place place = segment.placeOf(found);
            if (!index.find(id).equals(Optional.of(place))) {
                return;
            }
            Optional<List<ByteBuffer>> body = body(new Place.Of(id, place), segment.file());
            if (body.isPresent()) {
                Append append = Append.moved(id, place, body.get());
                segmentLog.append(append);
                moving.add(append);
                movingBytes += place.recordBytes();
                movedBytes += place.recordBytes();
                await(MOVING_BYTES_MAX);
            }
        }

        /** Returns when no more than so many bytes are on their way. */
        void await(long bytesMax) {
            while (movingBytes > bytesMax) {
                Append first = moving.remove();
                SegmentLog.await(first.done());
                movingBytes -= RecordHeader.recordBytes(first.kind(), first.sizeBytes());
            }
        }
    }

    /** What stands behind the header, checked; empty where it is damaged or cannot be read. */
    private Optional<List<ByteBuffer>> body(Place.Of blob, DiskFile file) {
        if (blob.place().kind() == Kind.FILE) {
            return Optional.of(List.of());
        }
        BlockCheck.Bytes bytes = DiskBlobReader.bytes(blob, file);
        BlockCheck.Blocks read;
        try {
            read = blocks.read(bytes, 0, BlockSums.blocks(bytes.sizeBytes()) - 1);
        } catch (IOException e) {
            passOver(e);
            damage.of(blob.id(), blob.place(), "cannot be read: " + e.getMessage());
            return Optional.empty();
        }
        if (read.broken().isPresent()) {
            damage.of(
                    blob.id(),
                    blob.place(),
                    "the checksum of block " + read.broken().get().block() + " does not match");
            return Optional.empty();
        }
        BlockSums sums = new BlockSums(blob.id());
        sums.add(read.bytes());
        return Optional.of(List.of(read.bytes(), sums.table()));
    }
}
