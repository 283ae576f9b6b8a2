package dfs.metadata.raft;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.metadata.Engine;
import dfs.metadata.Meters;
import dfs.metadata.index.IndexFailure;
import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.metadata.listing.Queries;
import dfs.metadata.rocks.RocksStore;
import dfs.protocol.Address;
import dfs.protocol.Consistency;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps the metadata of a node that is alone: a log of one member and the index it drives. Reads see what was applied,
 * which for the only member is every commit that was acknowledged.
 *
 * <p>When the log's disk fails, commits are refused and reads go on, see {@link Driver}.
 */
public final class RaftEngine implements Engine {

    private static final byte[] REVISION = Keys.text("revision");

    private final RaftSettings settings;
    private final FolderWatch folder;
    private final Driver driver;
    private final Batcher batcher;
    private final Meters meters;

    private RaftEngine(RaftSettings settings, MeterRegistry registry, FolderWatch folder, Driver driver) {
        this.settings = settings;
        this.folder = folder;
        this.driver = driver;
        this.batcher =
                new Batcher(this::submit, Address.METADATA_COMMIT.timeout().toMillis());
        this.meters = new Meters(registry, batcher::waiting);
    }

    /**
     * Opens the metadata in the settings' folder, and waits until it can serve; where the disk takes no writes, reads.
     *
     * @throws IOException where it cannot be opened, with the reason
     */
    public static RaftEngine open(RaftSettings settings, InstantSource clock, MeterRegistry registry)
            throws IOException, InterruptedException {
        Files.createDirectories(settings.log());
        FolderWatch folder = new FolderWatch(settings.folder(), clock, settings.space());
        Driver driver = new Driver(settings, clock, folder, new RocksStore(settings.index()));
        try {
            driver.start();
        } catch (IOException | InterruptedException | RuntimeException e) {
            driver.close();
            throw e;
        }
        return new RaftEngine(settings, registry, folder, driver);
    }

    @Override
    public List<Outcome<?>> commit(List<Mutation<?>> mutations) {
        checkFolder(mutations);
        return meters.commit(() -> batcher.commit(mutations));
    }

    @Override
    public <A> Read.Answer<A> read(Query<A> query, Consistency consistency) {
        if (driver.isBehind()) {
            throw driver.unavailable();
        }
        try {
            return meters.read(() -> driver.store().read(index -> {
                byte[] revision = index.get(Table.META, REVISION);
                A answer = new Queries(index).answer(query);
                return new Read.Answer<>(answer, revision == null ? 0 : Keys.number(revision, 0), Consistency.STRONG);
            }));
        } catch (IndexFailure e) {
            throw unreadable(e);
        }
    }

    /** A bug or damage stays what it is; a disk that is not there, or not for this process, may come back. */
    private RuntimeException unreadable(IndexFailure failure) {
        DiskFault fault = folder.isGone() ? DiskFault.GONE : DiskFault.of(failure);
        return fault == DiskFault.NONE ? failure : failure(fault);
    }

    private S3Failure failure(DiskFault fault) {
        return new S3Failure(
                fault == DiskFault.FULL ? ErrorCode.INSUFFICIENT_STORAGE : ErrorCode.SERVICE_UNAVAILABLE,
                "The folder " + settings.folder() + " cannot be used: " + fault.words()
                        + ". Retry when that is mended.");
    }

    @Override
    public ComponentState state() {
        if (folder.isGone()) {
            return new ComponentState(
                    ComponentState.Status.DOWN, failure(DiskFault.GONE).error().message());
        }
        if (!driver.isReady()) {
            return new ComponentState(
                    driver.isBehind() ? ComponentState.Status.DOWN : ComponentState.Status.DEGRADED,
                    driver.unavailable().error().message());
        }
        if (folder.freeBytes() < settings.reserveBytes()) {
            return new ComponentState(
                    ComponentState.Status.DEGRADED,
                    failure(DiskFault.FULL).error().message());
        }
        return ComponentState.OPERATIONAL;
    }

    private CompletableFuture<List<Outcome<?>>> submit(int mutations, List<byte[]> bodies) {
        meters.batch(mutations);
        return driver.submit(mutations, bodies);
    }

    /** Refuses all in a folder that is gone, and while there is little space what needs some. */
    private void checkFolder(List<Mutation<?>> mutations) {
        if (folder.isGone()) {
            throw failure(DiskFault.GONE);
        }
        if (folder.freeBytes() < settings.reserveBytes() && mutations.stream().anyMatch(RaftEngine::needsSpace)) {
            throw failure(DiskFault.FULL);
        }
        if (!driver.isReady()) {
            throw driver.unavailable();
        }
    }

    /** What gives space back may use the reserve, and so may what takes somebody's access away. */
    private static boolean needsSpace(Mutation<?> mutation) {
        return switch (mutation) {
            case Mutation.DeleteObject _,
                    Mutation.DeleteBucket _,
                    Mutation.AbortUpload _,
                    Mutation.ReleaseParts _,
                    Mutation.CondemnBlobs _,
                    Mutation.BuryBlobs _,
                    Mutation.UpdateUser _,
                    Mutation.DeleteUser _,
                    Mutation.SetAccessKeyEnabled _,
                    Mutation.DeleteAccessKey _ -> false;
            case Mutation.CreateBucket _,
                    Mutation.SetVersioning _,
                    Mutation.SetBucketTags _,
                    Mutation.SetCors _,
                    Mutation.SetBucketAcl _,
                    Mutation.PutObject _,
                    Mutation.CopyObject _,
                    Mutation.SetObjectTags _,
                    Mutation.SetObjectAcl _,
                    Mutation.CreateUpload _,
                    Mutation.PutPart _,
                    Mutation.CompleteUpload _,
                    Mutation.CreateUser _,
                    Mutation.CreateAccessKey _ -> true;
        };
    }

    @Override
    public void close() {
        batcher.close();
        driver.close();
    }
}
