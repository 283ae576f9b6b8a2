package dfs.storage;

import dfs.protocol.blob.BlobStore;
import dfs.storage.disk.DiskBlobStore;
import dfs.storage.disk.LocalDisk;
import dfs.storage.disk.StoreLimits;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Opens the store of a data folder, and closes it. Bytes do not ride on the bus: others call {@link #store}. */
public final class StorageVerticle extends VerticleBase {

    private final Path folder;
    private final StoreLimits limits;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final MeterRegistry registry;
    private volatile Optional<DiskBlobStore> store = Optional.empty();

    /**
     * Keeps blobs in {@code folder}.
     *
     * @param limits what the store may use
     * @param clock the time
     * @param random of what nobody should guess
     * @param registry where it counts
     */
    public StorageVerticle(
            Path folder, StoreLimits limits, InstantSource clock, RandomGenerator random, MeterRegistry registry) {
        this.folder = folder;
        this.limits = limits;
        this.clock = clock;
        this.random = random;
        this.registry = registry;
    }

    @Override
    public Future<?> start() {
        return vertx.executeBlocking(() -> {
            store = Optional.of(DiskBlobStore.open(folder, new LocalDisk(), limits, clock, random, registry));
            return true;
        });
    }

    /** The store, from the end of the start to the stop. */
    public BlobStore store() {
        return store.orElseThrow(() -> new IllegalStateException("the store is not open"));
    }

    /** On a thread of its own: those that Vert.x has for all may each wait for another node, and what is on disk is closed in any case. */
    @Override
    public Future<?> stop() {
        Optional<DiskBlobStore> open = store;
        store = Optional.empty();
        return vertx.createSharedWorkerExecutor("dfs-storage-close", 1).executeBlocking(() -> {
            if (open.isPresent()) {
                open.get().close();
            }
            return true;
        });
    }
}
