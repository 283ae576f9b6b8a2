package dfs.metadata;

import dfs.protocol.Address;
import dfs.protocol.Bus;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Commit;
import dfs.protocol.metadata.Read;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Opens the metadata, serves reads and commits on the bus, and closes it. */
public final class MetadataVerticle extends VerticleBase {

    private final Bus bus;
    private final Callable<Engine> opening;
    private volatile @Nullable Engine engine;

    /** Serves on {@code bus} what {@code opening} opens; opening may take its time and fail. */
    public MetadataVerticle(Bus bus, Callable<Engine> opening) {
        this.bus = bus;
        this.opening = opening;
    }

    @Override
    public Future<?> start() {
        return vertx.executeBlocking(opening, false).onSuccess(opened -> {
            engine = opened;
            bus.serve(Address.METADATA_READ, Read.class, read -> answer(opened, read));
            bus.serve(Address.METADATA_COMMIT, Commit.class, commit -> opened.commit(commit.mutations()));
        });
    }

    /** On a thread of its own: those that Vert.x has for all may each wait for another node, and what is on disk is closed in any case. */
    @Override
    public Future<?> stop() {
        Engine opened = engine;
        return opened == null
                ? Future.succeededFuture()
                : vertx.createSharedWorkerExecutor("dfs-metadata-close", 1).executeBlocking(() -> {
                    opened.close();
                    return opened;
                });
    }

    /** How the metadata is. */
    public ComponentState state() {
        Engine opened = engine;
        return opened == null
                ? new ComponentState(ComponentState.Status.DOWN, "The metadata is not open yet.")
                : opened.state();
    }

    private static Object answer(Engine engine, Read<?> read) {
        return engine.read(read);
    }
}
