package dfs.storage.disk;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The damage found: each is reported once, so that a person can act, counted, and remembered until it is resolved. */
final class Damage {

    private static final Logger log = LoggerFactory.getLogger(Damage.class);

    /** Damaged blobs remembered, so as not to report them at every read; beyond that they are reported again. */
    private static final int KNOWN_MAX = 10_000;

    private final Map<BlobId, Place> known = new ConcurrentHashMap<>();
    private final Set<Long> knownSegments = ConcurrentHashMap.newKeySet();
    /** Those of which the index may not hold all. */
    private final Set<Long> unreadSegments = ConcurrentHashMap.newKeySet();

    private final AtomicLong found = new AtomicLong();

    /** Reports damage of a blob. */
    void of(BlobId id, Place place, String detail) {
        if (!place.equals(known.get(id))) {
            if (known.size() < KNOWN_MAX) {
                known.put(id, place);
            }
            found.incrementAndGet();
            log.atError()
                    .addKeyValue("blob", id)
                    .addKeyValue("kind", place.kind())
                    .addKeyValue("segment", place.segment())
                    .addKeyValue("offset", place.offset())
                    .addKeyValue("detail", detail)
                    .log("blob damaged; it is kept as it is, and never given out");
        }
    }

    /** Whether damage of a blob was found and is not resolved; the first 10,000 are remembered. */
    boolean isKnown(BlobId id) {
        return known.containsKey(id);
    }

    /** What to tell a client of it. */
    static S3Failure failure(BlobId id) {
        return new S3Failure(
                ErrorCode.INTERNAL_ERROR, "The bytes of this object are damaged on disk (blob " + id + ").");
    }

    /** Reports damage of a segment that cannot be laid to one blob. */
    void of(long segment, long from, long to, String detail) {
        found.incrementAndGet();
        knownSegments.add(segment);
        log.atError()
                .addKeyValue("segment", segment)
                .addKeyValue("offset", from)
                .addKeyValue("end", to)
                .addKeyValue("detail", detail)
                .log("segment damaged; it is kept as it is");
    }

    /**
     * Reports that from some position on nobody could tell all that a segment holds, so that no index may hold it: once until that is
     * over.
     */
    void ofTail(long segment, long from, String detail) {
        if (unreadSegments.add(segment)) {
            found.incrementAndGet();
            knownSegments.add(segment);
            log.atError()
                    .addKeyValue("segment", segment)
                    .addKeyValue("offset", from)
                    .addKeyValue("detail", detail)
                    .log(
                            "segment not read; it is kept, and what cannot be read behind the offset is missing until a start can read it");
        }
    }

    /** Notes that the index holds all of a segment. */
    void noteRead(long segment) {
        unreadSegments.remove(segment);
    }

    /** Whether the index may not hold all of a segment: then it must not be removed, whatever is known to live in it. */
    boolean isUnread(long segment) {
        return unreadSegments.contains(segment);
    }

    /** Whether there is such a segment. */
    boolean isAnyUnread() {
        return !unreadSegments.isEmpty();
    }

    /** Forgets blobs that are deleted, or sound after all. */
    void forget(Iterable<BlobId> ids) {
        ids.forEach(known::remove);
    }

    /** Forgets a segment that is gone. */
    void forgetSegment(long segment) {
        knownSegments.remove(segment);
        unreadSegments.remove(segment);
    }

    /** What is damaged at the moment, for a person to read; empty where nothing is known to be. */
    Optional<String> unresolved() {
        int blobs = known.size();
        int segments = knownSegments.size();
        return blobs == 0 && segments == 0
                ? Optional.empty()
                : Optional.of("Damage was found on disk (blobs: " + blobs + (blobs == KNOWN_MAX ? " or more" : "")
                        + ", segments: " + segments + "). The log names it. Nothing damaged is given out; delete or"
                        + " overwrite the objects that hold it.");
    }

    /** How much damage was found since the start. */
    long count() {
        return found.get();
    }
}
