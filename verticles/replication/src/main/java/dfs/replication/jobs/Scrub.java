package dfs.replication.jobs;

import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobStore.StoredBlob;
import dfs.protocol.blob.BlobStore.Verdict;
import dfs.protocol.metadata.Query;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads every blob and checks every byte of it; then looks for blobs that something names and that are not there. */
final class Scrub implements Work {

    private static final Logger log = LoggerFactory.getLogger(Scrub.class);

    private final BlobStore store;
    private final MetadataSide metadata;
    private final long bytesPerSecond;
    private final JobMeters meters;

    Scrub(BlobStore store, MetadataSide metadata, long bytesPerSecond, JobMeters meters) {
        this.store = store;
        this.metadata = metadata;
        this.bytesPerSecond = bytesPerSecond;
        this.meters = meters;
    }

    @Override
    public void run(Run run) {
        run.expect(store.space().blobs());
        verifyAll(run);
        findMissing(run);
    }

    private void verifyAll(Run run) {
        Pace pace = new Pace(bytesPerSecond, System::nanoTime, run);
        Optional<BlobId> after = Optional.empty();
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
            }
            after = Optional.of(page.getLast().id());
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
        Set<BlobId> missing = new HashSet<>(named);
        BlobId last = named.getLast();
        Optional<BlobId> from = after;
        while (!missing.isEmpty()) {
            List<StoredBlob> stored = store.list(from, MetadataSide.PAGE);
            stored.forEach(blob -> missing.remove(blob.id()));
            if (stored.isEmpty() || stored.getLast().id().compareTo(last) >= 0) {
                break;
            }
            from = Optional.of(stored.getLast().id());
        }
        if (!missing.isEmpty()) {
            // What was deleted since the names were read is not missing.
            for (BlobId id : metadata.named(missing.stream().sorted().toList())) {
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
