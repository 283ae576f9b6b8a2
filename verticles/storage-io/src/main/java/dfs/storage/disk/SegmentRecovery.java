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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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

    private static final String PARTLY_READ = "not all of it can be read";

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
     * A first look at the records behind what the index knows, which changes nothing, and holds no more of them than the tail: those
     * that may not be on disk, as many as writers wait for at a time.
     */
    private static final class Survey {
        /** Where the index's knowledge ends. */
        private final long from;

        private final long sizeBytes;
        private final Deque<Found> tail = new ArrayDeque<>();
        /** Up to where the segment was on disk before a crash could tear anything. */
        private long durableTo;
        /** Where the last gap ends that cannot be read. */
        private long unreadableTo;

        Survey(long from, long sizeBytes) {
            this.from = from;
            this.durableTo = from;
            this.sizeBytes = sizeBytes;
        }

        void take(Stretch stretch) {
            switch (stretch) {
                case Found found -> {
                    tail.add(found);
                    durableTo = Math.max(durableTo, Math.min(found.header().syncedTo(), sizeBytes));
                    while (!tail.isEmpty() && tail.getFirst().offset() < durableTo) {
                        tail.remove();
                    }
                }
                case Gap gap when gap.isUnreadable() -> unreadableTo = gap.end();
                case Gap _ -> {
                    // Torn or damaged: that shows once it is known up to where the segment was on disk.
                }
            }
        }

        /** Whether no gap of the tail is one that cannot be read. */
        boolean isTailReadable() {
            return unreadableTo <= durableTo;
        }
    }

    /**
     * What counts of a tail, on disk.
     *
     * @param sound whole records; between them some may be torn
     * @param isAll whether there is no other: else some could not be read
     */
    private record Secured(List<Found> sound, boolean isAll) {}

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
            passOver(number, isKnown, e);
            return Optional.empty();
        }
        try (DiskFile file = open) {
            Optional<SegmentFile> segment;
            Optional<Survey> survey;
            try {
                segment = SegmentFile.of(file, number);
                survey = segment.isPresent() ? Optional.of(survey(segment.get())) : Optional.empty();
            } catch (IOException e) {
                passOver(number, isKnown, e);
                return Optional.empty();
            }
            long sizeBytes = file.sizeBytes();
            long end = index.tally(number).end();
            if (end > sizeBytes) {
                damage.of(number, sizeBytes, end, "the segment is shorter than what was synced");
            } else if (segment.isPresent()) {
                return bringForward(segment.get(), survey.orElseThrow(), isIndexLost);
            } else if (sizeBytes <= SegmentHeader.RECORDS_AT) {
                log.atInfo().addKeyValue("segment", number).log("segment that was not begun is removed");
                disk.delete(path);
            } else {
                report(number, isKnown, "the segment has no sound header");
            }
            return Optional.empty();
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
            passOver(number, false, e);
        }
    }

    private void lookForward(SegmentFile segment) throws IOException {
        Survey survey = survey(segment);
        if (!survey.isTailReadable()) {
            report(segment.number(), false, PARTLY_READ);
        }
        segment.walk(survey.from, survey.durableTo, stretch -> {
            switch (stretch) {
                case Found found -> recordBeside(segment, found);
                case Gap gap when gap.isUnreadable() -> report(segment.number(), false, PARTLY_READ);
                case Gap _ -> {
                    // Reported once the index takes changes.
                }
            }
        });
        for (Found found : survey.tail) {
            if (isWhole(segment.file(), found)) {
                recordBeside(segment, found);
            }
        }
    }

    private void recordBeside(SegmentFile segment, Found found) {
        index.recordBeside(found.header().id(), segment.placeOf(found));
    }

    private boolean isKnown(long number, Path path) throws IOException {
        long end = index.tally(number).end();
        return end > 0 && disk.sizeBytes(path) == end;
    }

    /** Goes on without a segment that cannot be read, as long as the others are there. */
    private void passOver(long number, boolean isKnown, IOException e) throws IOException {
        if (e instanceof ClosedChannelException || DiskHealth.isTooManyFiles(e) || !disk.exists(folder.segments())) {
            throw e;
        }
        report(number, isKnown, "cannot be read: " + e.getMessage());
    }

    private void report(long number, boolean isKnown, String detail) {
        long end = index.tally(number).end();
        if (isKnown) {
            damage.of(number, 0, end, detail);
        } else {
            damage.ofTail(number, end, detail);
        }
    }

    private Survey survey(SegmentFile segment) throws IOException {
        long from = Math.max(index.tally(segment.number()).end(), SegmentHeader.RECORDS_AT);
        Survey survey = new Survey(from, segment.file().sizeBytes());
        segment.walk(from, Long.MAX_VALUE, survey::take);
        return survey;
    }

    private Optional<ActiveSegment.Tail> bringForward(SegmentFile segment, Survey survey, boolean isIndexLost)
            throws IOException {
        long number = segment.number();
        if (survey.from < segment.file().sizeBytes()) {
            Secured tail = secureTail(segment, survey);
            Arrivals arrivals = new Arrivals(segment, survey.from, isIndexLost);
            try {
                segment.walk(survey.from, survey.durableTo, arrivals::take);
            } catch (IOException e) {
                passOver(number, false, e);
                return Optional.empty();
            }
            if (!tail.isAll()) {
                arrivals.isAnyUnreadable = true;
            }
            tail.sound().forEach(arrivals::take);
            arrivals.flush();
            if (arrivals.isAnyUnreadable) {
                report(number, false, PARTLY_READ);
                return Optional.empty();
            }
        }
        damage.noteRead(number);
        return Optional.of(new ActiveSegment.Tail(
                number, segment.header().salt(), segment.file().sizeBytes()));
    }

    /** Brings to disk what counts behind the last sync, and where all of that can be read cuts off what was torn behind it. */
    private Secured secureTail(SegmentFile segment, Survey survey) throws IOException {
        DiskFile file = segment.file();
        List<Found> sound = new ArrayList<>();
        boolean isAll = survey.isTailReadable();
        for (Found found : survey.tail) {
            boolean isWhole;
            try {
                isWhole = isWhole(file, found);
            } catch (IOException e) {
                passOver(segment.number(), false, e);
                isAll = false;
                continue;
            }
            if (isWhole && writeAgain(file, found)) {
                sound.add(found);
            } else if (isWhole) {
                isAll = false;
            }
        }
        long end = sound.isEmpty() ? survey.durableTo : sound.getLast().end();
        if (isAll && end < file.sizeBytes()) {
            log.atInfo()
                    .addKeyValue("segment", segment.number())
                    .addKeyValue("bytes", file.sizeBytes() - end)
                    .log("torn tail cut off");
            file.truncate(end);
        }
        file.sync();
        return new Secured(sound, isAll);
    }

    /**
     * Writes what a process that was killed may have left in memory once more, to be synced. A sync alone proves nothing: where
     * that process saw one fail, the operating system holds for written what is not.
     *
     * @return whether it could be read
     */
    private static boolean writeAgain(DiskFile file, Found found) throws IOException {
        long to = found.end();
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(to - found.offset(), WRITE_AGAIN_BYTES));
        for (long at = found.offset(); at < to; at += bytes.limit()) {
            bytes.clear().limit((int) Math.min(bytes.capacity(), to - at));
            try {
                file.read(bytes, at);
            } catch (IOException unreadable) {
                return false;
            }
            file.overwrite(bytes.flip(), at);
        }
        return true;
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

    private boolean isFileThere(BlobId id) {
        return disk.exists(folder.file(id)) || disk.exists(folder.incoming(id));
    }

    /** What counts of a segment on its way to the index, in order. */
    private final class Arrivals {
        private final SegmentFile segment;
        private final boolean isIndexLost;
        private final List<PlaceChange> changes = new ArrayList<>();
        /** Up to where the index will know all: no further than to the first part that cannot be read. */
        private long knownTo;

        private boolean isAnyUnreadable;

        Arrivals(SegmentFile segment, long knownTo, boolean isIndexLost) {
            this.segment = segment;
            this.knownTo = knownTo;
            this.isIndexLost = isIndexLost;
        }

        void take(Stretch stretch) {
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
            Place place = segment.placeOf(found);
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
