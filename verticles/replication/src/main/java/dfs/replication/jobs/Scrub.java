package dfs.replication.jobs;

import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobStore.StoredBlob;
import dfs.protocol.blob.BlobStore.Verdict;
import dfs.protocol.metadata.Query;
import dfs.replication.Clocks;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every blob and checks every byte of it; then looks for blobs that something names and that are not there. A run that
 * a stop cuts off goes on after the next start, at the latest {@link #NOTE_MILLIS} of work before where it was.
 */
final class Scrub implements Work {

    private static final Logger log = LoggerFactory.getLogger(Scrub.class);

    /** How often a run notes where it is. */
    private static final long NOTE_MILLIS = 10_000;

    /** A run that was cut off goes on so long after a start, which has better things to do first. */
    private static final long RESUME_MILLIS = 60_000;

    private final BlobStore store;
    private final Predicate<BlobId> isHolder;
    private final MetadataSide metadata;
    private final Bookmark bookmark;
    private final long bytesPerSecond;
    private final Clocks clocks;
    private final JobMeters meters;

    Scrub(
            BlobStore store,
            Predicate<BlobId> isHolder,
            MetadataSide metadata,
            Bookmark bookmark,
            long bytesPerSecond,
            Clocks clocks,
            JobMeters meters) {
        this.store = store;
        this.isHolder = isHolder;
        this.metadata = metadata;
        this.bookmark = bookmark;
        this.bytesPerSecond = bytesPerSecond;
        this.clocks = clocks;
        this.meters = meters;
    }

    /** When the first run after a start is due, where one is every {@code intervalMillis}. */
    long firstMillis(long intervalMillis) {
        Bookmark.Place place = bookmark.read();
        long now = clocks.wall().millis();
        if (place.after().isPresent()) {
            return now + Math.min(intervalMillis, RESUME_MILLIS);
        }
        return place.finishedMillis() == 0
                ? now + intervalMillis
                : Math.max(place.finishedMillis() + intervalMillis, now + Math.min(intervalMillis, RESUME_MILLIS));
    }

    @Override
    public void run(Run run) {
        Bookmark.Place place = bookmark.read();
        run.expect(store.space().blobs());
        verifyAll(run, place);
        findMissing(run);
        bookmark.note(new Bookmark.Place(Optional.empty(), clocks.wall().millis()));
    }

    private void verifyAll(Run run, Bookmark.Place from) {
        Pace pace = new Pace(bytesPerSecond, clocks.waits()::nanoTime, run);
        long notedMillis = clocks.wall().millis();
        Optional<BlobId> after = from.after();
        try {
            while (true) {
                List<StoredBlob> page = store.list(after, MetadataSide.PAGE);
                if (page.isEmpty()) {
                    return;
                }
                for (StoredBlob blob : page) {
                    run.goOn();
                    if (store.verify(blob.id(), pace::read) instanceof Verdict.Damaged(String detail)) {
                        report(run, "blob " + blob.id() + " is damaged: " + detail);
                    }
                    run.look(1, blob.sizeBytes());
                    after = Optional.of(blob.id());
                    if (clocks.wall().millis() - notedMillis >= NOTE_MILLIS) {
                        notedMillis = clocks.wall().millis();
                        bookmark.note(new Bookmark.Place(after, from.finishedMillis()));
                    }
                }
            }
        } catch (Run.Stopped stopped) {
            bookmark.note(new Bookmark.Place(after, from.finishedMillis()));
            throw stopped;
        }
    }

    private void findMissing(Run run) {
        Optional<BlobId> after = Optional.empty();
        Query.Page<BlobId> page;
        do {
            run.goOn();
            page = metadata.listNamed(after);
            if (!page.entries().isEmpty()) {
                findMissing(page.entries(), after, run);
                after = Optional.of(page.entries().getLast());
            }
        } while (page.hasMore());
    }

    private void findMissing(List<BlobId> named, Optional<BlobId> after, Run run) {
        Set<BlobId> listed = Missing.listed(store, after, named.getLast()).keySet();
        List<BlobId> missing = named.stream()
                .filter(id -> isHolder.test(id) && !listed.contains(id))
                .toList();
        if (!missing.isEmpty()) {
            // What was deleted since the names were read is not missing.
            for (BlobId id : metadata.named(missing).stream().sorted().toList()) {
                report(run, "blob " + id + " is missing: something names it, and its bytes are not there");
            }
        }
    }

    private void report(Run run, String finding) {
        meters.found();
        log.atError().addKeyValue("finding", finding).log("scrub found damage");
        run.find(finding);
    }
}
