package dfs.replication.jobs;

import dfs.replication.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What the jobs count. */
final class JobMeters {

    private final Counter deleted;
    private final Counter findings;
    private final Counter freed;
    private final Counter repaired;

    JobMeters(MeterRegistry registry) {
        deleted = Counter.builder(Meters.DELETED)
                .description("Condemned blobs deleted.")
                .register(registry);
        findings = Counter.builder(Meters.FINDINGS)
                .description("Blobs that a scrub found damaged or missing.")
                .register(registry);
        repaired = Counter.builder(Meters.REPAIRED)
                .description("Blobs that were missing or damaged here and were got from other nodes.")
                .register(registry);
        freed = Counter.builder(Meters.FREED)
                .description("Bytes that compaction gave back.")
                .baseUnit("bytes")
                .register(registry);
    }

    void deleted(int blobs) {
        deleted.increment(blobs);
    }

    void found() {
        findings.increment();
    }

    void repaired() {
        repaired.increment();
    }

    void freed(long bytes) {
        freed.increment((double) bytes);
    }
}
