package dfs.replication.jobs;

import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobStore.StoredBlob;
import dfs.protocol.metadata.Query;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Deletes what nothing names. A blob is first condemned by the metadata, which never lets it be named again; only then are
 * its bytes deleted, and only after that is it buried, which is forgotten. So a crash at any point leaves work to repeat, and nothing lost.
 *
 * <p>A blob whose last name went is condemned already, and deleted by a sweep when whoever read it meanwhile had time to end. One that never had a name, because
 * its upload failed, or whose deletion a crash undid, is found by the census, when it became durable longer ago than the
 * grace, which spares most uploads that are slow. A commit that names one nevertheless is refused, also when it is buried.
 */
final class Garbage implements Work {

    private final BlobStore store;
    private final MetadataSide metadata;
    private final long graceMillis;
    private final long readGraceMillis;
    private final InstantSource clock;
    private final JobMeters meters;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    Garbage(
            BlobStore store,
            MetadataSide metadata,
            Duration grace,
            Duration readGrace,
            InstantSource clock,
            JobMeters meters) {
        this.store = store;
        this.metadata = metadata;
        this.graceMillis = grace.toMillis();
        this.readGraceMillis = readGrace.toMillis();
        this.clock = clock;
        this.meters = meters;
    }

    @Override
    public void run(Run run) {
        sweep();
        run.expect(store.space().blobs());
        Optional<BlobId> after = Optional.empty();
        while (true) {
            run.goOn();
            List<StoredBlob> page = store.list(after, MetadataSide.PAGE);
            if (page.isEmpty()) {
                return;
            }
            census(page, run);
            after = Optional.of(page.getLast().id());
        }
    }

    /** Deletes all blobs that were condemned longer ago than a reader may still want them. */
    void sweep() {
        oneAtATime.lock();
        try {
            metadata.releaseAll();
            long before = clock.millis() - readGraceMillis + 1;
            Optional<BlobId> after = Optional.empty();
            Query.Page<BlobId> page;
            do {
                page = metadata.listCondemned(after, before);
                if (!page.entries().isEmpty()) {
                    deleteCondemned(page.entries());
                    after = Optional.of(page.entries().getLast());
                }
            } while (page.hasMore());
        } finally {
            oneAtATime.unlock();
        }
    }

    private void census(List<StoredBlob> page, Run run) {
        long bornBefore = clock.millis() - graceMillis;
        List<StoredBlob> old =
                page.stream().filter(blob -> blob.finishedMillis() < bornBefore).toList();
        if (!old.isEmpty()) {
            Set<BlobId> named = metadata.named(old.stream().map(StoredBlob::id).toList());
            List<BlobId> unnamed = old.stream()
                    .map(StoredBlob::id)
                    .filter(id -> !named.contains(id))
                    .toList();
            if (!unnamed.isEmpty()) {
                collect(unnamed, run);
            }
        }
        run.look(page.size(), page.stream().mapToLong(StoredBlob::sizeBytes).sum());
    }

    private void collect(List<BlobId> unnamed, Run run) {
        oneAtATime.lock();
        try {
            List<BlobId> condemned = metadata.condemn(unnamed);
            if (!condemned.isEmpty()) {
                // They are buried by a sweep, much later.
                store.delete(condemned);
                meters.deleted(condemned.size());
            }
            condemned.forEach(id -> run.find("blob " + id + " was named by nothing, and is deleted"));
        } finally {
            oneAtATime.unlock();
        }
    }

    private void deleteCondemned(List<BlobId> condemned) {
        store.delete(condemned);
        metadata.bury(condemned);
        meters.deleted(condemned.size());
    }
}
