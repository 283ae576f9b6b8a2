package dfs.storage.disk;

import dfs.storage.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What the store counts. */
final class StoreMeters {

    private final DistributionSummary groups;
    private final Timer syncs;
    private final Counter writtenBytes;
    private final Counter readBytes;

    StoreMeters(MeterRegistry registry, Damage damage) {
        groups = DistributionSummary.builder(Meters.GROUP_SIZE)
                .description("Blobs made durable by one sync.")
                .register(registry);
        syncs = Timer.builder(Meters.SYNC)
                .description("Time to append a group to a segment and sync it.")
                .register(registry);
        writtenBytes = Counter.builder(Meters.WRITTEN)
                .description("Bytes of blobs written.")
                .baseUnit("bytes")
                .register(registry);
        readBytes = Counter.builder(Meters.READ)
                .description("Bytes of blobs read and verified.")
                .baseUnit("bytes")
                .register(registry);
        FunctionCounter.builder(Meters.DAMAGE, damage, Damage::count)
                .description("Damage found in blobs and segments since the start.")
                .register(registry);
    }

    void group(int appends) {
        groups.record(appends);
    }

    void synced(long nanos) {
        syncs.record(nanos, TimeUnit.NANOSECONDS);
    }

    void written(long bytes) {
        writtenBytes.increment((double) bytes);
    }

    void read(long bytes) {
        readBytes.increment((double) bytes);
    }
}
