package dfs.storage.disk;

import dfs.core.name.BlobId;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the index forward to what one segment holds, in memory that does not grow with it.
 *
 * <p>What stands behind the last sync may have been torn by a crash: it is checked byte by byte, and cut off where it is
 * broken. What is broken before that was damaged: it is reported, kept, and stepped over. What cannot be read is stepped over
 * too; then the segment is reported and kept as it is, and the index says that it knows it no further than up to there, so
 * that each later start tries again.
 */
final class SegmentRecovery {

    private static final Logger log = LoggerFactory.getLogger(SegmentRecovery.class);

    /** Bytes written again at a time. */
    private static final long WRITE_AGAIN_BYTES = 1L << 20;

    /** Records brought to the index at a time. */
    private static final int RECORDS_AT_A_TIME = 10_000;

    private final Disk disk;
    private final BlobFolder folder;
    private final PlaceIndex index;
    private final Damage damage;
    private final BlockCheck blocks;

    SegmentRecovery(Disk disk, BlobFolder folder, PlaceIndex index, Damage damage, BlockCheck blocks) {
        this.disk = disk;
        this.folder = folder;
        this.index = index;
        this.damage = damage;
        this.blocks = blocks;
    }

    /**
     * What a first look at the records behind what the index knows says; nothing is changed by it.
     *
     * @param from where the index's knowledge ends
     * @param durableTo up to where the segment was on disk before a crash could tear anything
     * @param unreadableTo where the last gap ends that the disk does not give; 0 where there is none
     */
    private record Survey(long from, long durableTo, long unreadableTo) {
        static final Survey NONE = new Survey(0, 0, 0);

        boolean isTailReadable() {
            return unreadableTo <= durableTo;
        }
    }

    /**
     * Brings the index forward.
     *
     * @param isLast whether it is the segment of the highest number, which is read even where the index knows all of it
     * @param isIndexLost whether files of long blobs may be missing because these were deleted
     * @return where the segment ends, so that it may be gone on with; empty where it may not
     */
    Optional<ActiveSegment.Tail> replay(long number, Path path, boolean isLast, boolean isIndexLost)
            throws IOException {
        boolean isKnown = false;
        DiskFile open;
        try {
            isKnown = isKnown(number, path);
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
            Optional<SegmentFile> segment;
            Survey survey;
            try {
                segment = SegmentFile.of(file, number);
                survey = segment.isPresent() ? survey(segment.get()) : Survey.NONE;
            } catch (IOException e) {
                return cannotRead(number, isKnown, e);
            }
            long sizeBytes = file.sizeBytes();
            long end = index.tally(number).end();
            if (end > sizeBytes) {
                damage.of(number, sizeBytes, end, "the segment is shorter than what was synced");
                return Optional.empty();
            }
            if (segment.isEmpty() && sizeBytes <= SegmentHeader.RECORDS_AT) {
                log.atInfo().addKeyValue("segment", number).log("segment that was not begun is removed");
                disk.delete(path);
                return Optional.empty();
            }
            return segment.isEmpty()
                    ? unread(number, isKnown, "the segment has no sound header")
                    : bringForward(segment.get(), survey, isIndexLost);
        }
    }

    /** Notes beside an index that takes no changes what it lacks of a segment, and changes nothing on disk. */
    void lookForward(long number, Path path) throws IOException {
        try {
            if (isKnown(number, path)) {
                return;
            }
            try (DiskFile file = disk.openToRead(path)) {
                Optional<SegmentFile> segment = SegmentFile.of(file, number);
                if (segment.isPresent()) {
                    lookForward(segment.get());
                }
            }
        } catch (IOException e) {
            var _ = cannotRead(number, false, e);
        }
    }

    private void lookForward(SegmentFile segment) throws IOException {
        Survey survey = survey(segment);
        SegmentScan scan = segment.scan(survey.from(), survey.durableTo());
        for (Optional<Stretch> next = scan.next(); next.isPresent(); next = scan.next()) {
            if (next.get() instanceof Found found) {
                index.recordBeside(found.header().id(), placeOf(segment, found));
            }
        }
        if (survey.unreadableTo() > 0) {
            var _ = unread(segment.number(), false, "not all of it can be read");
        }
        for (Found found : soundTail(segment, survey)) {
            index.recordBeside(found.header().id(), placeOf(segment, found));
        }
    }

    private boolean isKnown(long number, Path path) throws IOException {
        long end = index.tally(number).end();
        return end > 0 && disk.sizeBytes(path) == end;
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

    private Survey survey(SegmentFile segment) throws IOException {
        long end = index.tally(segment.number()).end();
        long from = Math.max(end, SegmentHeader.RECORDS_AT);
        long sizeBytes = segment.file().sizeBytes();
        long durableTo = from;
        long unreadableTo = 0;
        SegmentScan scan = segment.scan(from, sizeBytes);
        for (Optional<Stretch> next = scan.next(); next.isPresent(); next = scan.next()) {
            if (next.get() instanceof Found found) {
                durableTo = Math.max(durableTo, Math.min(found.header().syncedTo(), sizeBytes));
            } else if (next.get() instanceof Gap gap && gap.isUnreadable()) {
                unreadableTo = gap.end();
            }
        }
        return new Survey(from, durableTo, unreadableTo);
    }

    private Optional<ActiveSegment.Tail> bringForward(SegmentFile segment, Survey survey, boolean isIndexLost)
            throws IOException {
        long number = segment.number();
        if (survey.from() < segment.file().sizeBytes()) {
            Optional<List<Found>> tail = secureTail(segment, survey);
            Arrivals arrivals = new Arrivals(segment, survey.from(), isIndexLost);
            try {
                SegmentScan scan = segment.scan(survey.from(), survey.durableTo());
                for (Optional<Stretch> next = scan.next(); next.isPresent(); next = scan.next()) {
                    arrivals.add(next.get());
                }
            } catch (IOException e) {
                return cannotRead(number, false, e);
            }
            tail.orElse(List.of()).forEach(arrivals::add);
            arrivals.flush();
            if (tail.isEmpty() || arrivals.isAnyUnreadable) {
                return unread(number, false, "not all of it can be read");
            }
        }
        damage.noteRead(number);
        return Optional.of(new ActiveSegment.Tail(
                number, segment.header().salt(), segment.file().sizeBytes()));
    }

    /**
     * Brings to disk what counts behind the last sync, and cuts off what was torn behind that.
     *
     * @return the records that count, as many as writers wait for at a time; empty where they cannot be read: then nothing of them is changed
     */
    private Optional<List<Found>> secureTail(SegmentFile segment, Survey survey) throws IOException {
        if (!survey.isTailReadable()) {
            return Optional.empty();
        }
        List<Found> sound;
        try {
            sound = soundTail(segment, survey);
        } catch (IOException e) {
            var _ = cannotRead(segment.number(), false, e);
            return Optional.empty();
        }
        DiskFile file = segment.file();
        long end = sound.isEmpty() ? survey.durableTo() : sound.getLast().end();
        if (end < file.sizeBytes()) {
            log.atInfo()
                    .addKeyValue("segment", segment.number())
                    .addKeyValue("bytes", file.sizeBytes() - end)
                    .log("torn tail cut off");
            file.truncate(end);
        }
        return writeAgain(file, survey.durableTo(), end) ? Optional.of(sound) : Optional.empty();
    }

    /**
     * Brings to disk what a process that was killed may have left in memory. A sync alone proves nothing: where that process
     * saw one fail, the operating system holds for written what is not. Bytes written anew are synced anew.
     *
     * @return whether they could be read
     */
    private static boolean writeAgain(DiskFile file, long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.clamp(to - from, 0, WRITE_AGAIN_BYTES));
        for (long at = from; at < to; at += bytes.limit()) {
            bytes.clear().limit((int) Math.min(bytes.capacity(), to - at));
            try {
                file.read(bytes, at);
            } catch (IOException unreadable) {
                return false;
            }
            file.overwrite(bytes.flip(), at);
        }
        file.sync();
        return true;
    }

    /** The whole records behind the last sync; between them some may be torn. */
    private List<Found> soundTail(SegmentFile segment, Survey survey) throws IOException {
        List<Found> sound = new ArrayList<>();
        if (survey.isTailReadable()) {
            SegmentScan scan = segment.scan(survey.durableTo(), Long.MAX_VALUE);
            for (Optional<Stretch> next = scan.next(); next.isPresent(); next = scan.next()) {
                if (next.get() instanceof Found found && isWhole(segment.file(), found)) {
                    sound.add(found);
                }
            }
        }
        return sound;
    }

    private boolean isWhole(DiskFile file, Found found) throws IOException {
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

    private static Place placeOf(SegmentFile segment, Found found) {
        return Place.of(found.header(), segment.number(), found.offset());
    }

    private boolean isFileThere(BlobId id) {
        return disk.exists(folder.file(id)) || disk.exists(folder.incoming(id));
    }

    /** What counts of a segment on its way to the index, in order. */
    private final class Arrivals {
        private final SegmentFile segment;
        private final boolean isIndexLost;
        private final List<PlaceChange> changes = new ArrayList<>();
        /** Up to where the index will know all. */
        private long knownTo;

        private boolean isAnyUnreadable;

        Arrivals(SegmentFile segment, long knownTo, boolean isIndexLost) {
            this.segment = segment;
            this.knownTo = knownTo;
            this.isIndexLost = isIndexLost;
        }

        void add(Stretch stretch) {
            switch (stretch) {
                case Found found -> note(found);
                case Gap gap when gap.isUnreadable() -> isAnyUnreadable = true;
                case Gap gap ->
                    damage.of(
                            segment.number(), gap.from(), gap.end(), "no record stands here; what stood here is lost");
            }
            if (!isAnyUnreadable) {
                knownTo = stretch.end();
            }
            if (changes.size() >= RECORDS_AT_A_TIME) {
                flush();
            }
        }

        private void note(Found found) {
            BlobId id = found.header().id();
            Place place = placeOf(segment, found);
            if (place.kind() == Kind.BLOB || isFileThere(id)) {
                changes.add(new PlaceChange(id, place, Optional.empty()));
            } else if (!isIndexLost) {
                // With the index lost it may well have been deleted; metadata knows, and scrubbing compares.
                damage.of(id, place, "its file is missing");
            }
        }

        void flush() {
            index.record(segment.number(), changes, knownTo);
            changes.clear();
        }
    }
}
