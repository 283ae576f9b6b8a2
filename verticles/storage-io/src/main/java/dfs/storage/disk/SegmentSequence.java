package dfs.storage.disk;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments, one after the other: the one that takes records, and when the next one begins. One that was left takes none
 * any more: not in this process, whatever comes, and in a later one only where the store was closed in good order with that
 * segment sound and in use. So nothing has to be noted of a segment that failed, on a disk that may take no note. Used by
 * the log's thread alone.
 */
final class SegmentSequence implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SegmentSequence.class);

    private final Disk disk;
    private final BlobFolder folder;
    private final long segmentBytesMax;
    private final DiskHealth health;
    private final RandomGenerator random;

    private @Nullable ActiveSegment active;
    private volatile long activeNumber;
    private long lastNumber;

    SegmentSequence(Disk disk, BlobFolder folder, long segmentBytesMax, DiskHealth health, RandomGenerator random) {
        this.disk = disk;
        this.folder = folder;
        this.segmentBytesMax = segmentBytesMax;
        this.health = health;
        this.random = random;
    }

    /** Takes up the segment in which the store was closed in good order, if it has one that is not full; else begins a new one. */
    void resume(Recovery.Found found) throws IOException {
        goOn(found);
        Optional<ActiveSegment.Tail> tail = found.resumable().filter(each -> each.end() < segmentBytesMax);
        if (tail.isPresent()) {
            use(ActiveSegment.resume(disk, folder, tail.get()));
        }
    }

    /** Goes on behind all that a recovery found, in a new segment. */
    void goOn(Recovery.Found found) {
        close();
        lastNumber = Math.max(lastNumber, found.lastNumber());
    }

    /** Where the next process may go on, if this one ends now. */
    CleanEnd end() {
        ActiveSegment segment = active;
        return segment == null ? CleanEnd.WITHOUT_SEGMENT : new CleanEnd(segment.number(), segment.syncedTo());
    }

    /** The number of the segment that takes records; 0 where none does. Any thread may ask. */
    long activeNumber() {
        return activeNumber;
    }

    /** The segment to write to: the active one, or a new one where that is full or not there. */
    ActiveSegment ready() throws IOException {
        ActiveSegment segment = active;
        boolean isThere = segment != null && segment.isThere();
        if (segment != null && isThere && segment.syncedTo() < segmentBytesMax) {
            return segment;
        }
        if (!isThere && health.isGone()) {
            throw health.gone();
        }
        if (segment != null && !isThere) {
            abandon(segment, new IOException("the file of the segment was removed"));
        }
        close();
        // A file that could be made and not be removed again keeps its number.
        lastNumber++;
        ActiveSegment next = ActiveSegment.begin(disk, folder, lastNumber, random.nextLong());
        use(next);
        return next;
    }

    /** Appends to the segment that is ready; where that fails, none of the records count. */
    List<Long> append(ActiveSegment segment, List<ActiveSegment.Record> records) throws IOException {
        try {
            return segment.append(records);
        } catch (IOException e) {
            // A write that found the disk full, or the folder gone, is not the file's fault: it goes on when that is
            // over.
            boolean isFilesFault = segment.isInDoubt() || !(health.isGone() || DiskHealth.isFull(e));
            if (!isFilesFault) {
                takeBack(segment);
            } else {
                abandon(segment, e);
            }
            throw e;
        } catch (RuntimeException | Error e) {
            // How much of the group is in the file is not known; the next one must not be appended behind that.
            abandon(segment, new IOException(e));
            throw e;
        }
    }

    /** Closes the active segment; the next record begins another one. */
    @Override
    public void close() {
        ActiveSegment segment = active;
        active = null;
        activeNumber = 0;
        if (segment != null) {
            try {
                segment.close();
            } catch (IOException e) {
                log.atWarn()
                        .setCause(e)
                        .addKeyValue("segment", segment.number())
                        .log("segment did not close");
            }
        }
    }

    private void use(ActiveSegment segment) {
        active = segment;
        activeNumber = segment.number();
        lastNumber = Math.max(lastNumber, segment.number());
    }

    private void takeBack(ActiveSegment segment) {
        try {
            segment.takeBack();
        } catch (IOException e) {
            abandon(segment, e);
        }
    }

    /**
     * Never acknowledges from this segment again. After a failed sync the operating system may take for written what is not,
     * so that a later success would prove nothing.
     */
    private void abandon(ActiveSegment segment, IOException cause) {
        log.atError()
                .setCause(cause)
                .addKeyValue("segment", segment.number())
                .addKeyValue("syncedTo", segment.syncedTo())
                .log("segment failed and takes no more records; what it acknowledged stays readable");
        try {
            segment.takeBack();
        } catch (IOException e) {
            log.atWarn().setCause(e).addKeyValue("segment", segment.number()).log("tail of segment stays");
        }
        close();
    }
}
