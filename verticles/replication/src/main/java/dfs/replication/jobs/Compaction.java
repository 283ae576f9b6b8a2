package dfs.replication.jobs;

import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobStore.Compacted;
import java.util.Optional;

/** Rewrites segments as long as one is worth it. */
final class Compaction implements Work {

    private final BlobStore store;
    private final JobMeters meters;

    Compaction(BlobStore store, JobMeters meters) {
        this.store = store;
        this.meters = meters;
    }

    @Override
    public void run(Run run) {
        while (true) {
            run.goOn();
            Optional<Compacted> compacted = store.compact();
            if (compacted.isEmpty()) {
                return;
            }
            long freedBytes = compacted.get().freedBytes();
            meters.freed(freedBytes);
            run.look(0, compacted.get().movedBytes());
            run.find(
                    freedBytes > 0
                            ? freedBytes + " bytes were given back, "
                                    + compacted.get().movedBytes() + " moved"
                            : "a segment stays, because blobs of it cannot be read; the scrub names them");
        }
    }
}
