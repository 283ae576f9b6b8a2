package dfs.metadata.raft;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.metadata.Engine;
import dfs.metadata.Meters;
import dfs.metadata.index.IndexFailure;
import dfs.metadata.rocks.RocksStore;
import dfs.protocol.Address;
import dfs.protocol.cluster.Membership;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Read;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps the metadata of a node, alone or among others: a log, replicated where there are others, and the index it drives.
 *
 * <p>When the log's disk fails, commits are refused and reads go on, see {@link Driver}.
 */
public final class RaftEngine implements Engine {

    private final RaftSettings settings;
    private final FolderWatch folder;
    private final Driver driver;
    private final Reads reads;
    private final Members members;
    private final LeaderWatch leaders;
    private final Batcher batcher;
    private final Meters meters;

    private RaftEngine(RaftSettings settings, MeterRegistry registry, FolderWatch folder, Driver driver) {
        this.settings = settings;
        this.folder = folder;
        this.driver = driver;
        this.reads = new Reads(driver);
        this.members = new Members(settings.self(), driver);
        this.leaders = new LeaderWatch(
                () -> !driver.isAmongOthers() || members.leader().isPresent());
        this.batcher = new Batcher(
                this::submit,
                leaders::hopeless,
                Address.METADATA_COMMIT.timeout().toMillis());
        this.meters = new Meters(registry, batcher::waiting);
    }

    /**
     * Opens the metadata in the settings' folder, and waits until it can serve; where the disk takes no writes, reads. Among others
     * it waits for them no longer than some seconds, and serves what it can without them.
     *
     * @throws IOException where it cannot be opened, with the reason
     */
    public static RaftEngine open(RaftSettings settings, InstantSource clock, MeterRegistry registry)
            throws IOException, InterruptedException {
        return open(settings, clock, registry, Meddling.NONE);
    }

    static RaftEngine open(RaftSettings settings, InstantSource clock, MeterRegistry registry, Meddling meddling)
            throws IOException, InterruptedException {
        Files.createDirectories(settings.log());
        FolderWatch folder = new FolderWatch(settings.folder(), clock, settings.space());
        Snapshots.finish(settings.index());
        Driver driver = new Driver(settings, clock, folder, new RocksStore(settings.index()), meddling);
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
    public <A> Read.Answer<A> read(Read<A> read) {
        try {
            return meters.read(() -> reads.read(read));
        } catch (IndexFailure e) {
            throw unreadable(e);
        }
    }

    /** Who keeps the metadata. */
    public Membership membership() {
        return members;
    }

    /** This node's voice, for tests. */
    Voice voice() {
        return driver.voice().orElseThrow();
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
        if (driver.isAmongOthers() && (members.leader().isEmpty() || !driver.wasCaughtUp())) {
            return new ComponentState(ComponentState.Status.DEGRADED, amongOthers());
        }
        if (folder.freeBytes() < settings.reserveBytes()) {
            return new ComponentState(
                    ComponentState.Status.DEGRADED,
                    failure(DiskFault.FULL).error().message());
        }
        return LogLoss.in(settings.damaged())
                .unresolved()
                .map(lost -> new ComponentState(
                        ComponentState.Status.DEGRADED,
                        lost + "Remove " + LogLoss.in(settings.damaged()).file() + " when that is seen to."))
                .orElse(ComponentState.OPERATIONAL);
    }

    private String amongOthers() {
        String works = " Reads with X-Consistency-Level: eventual are served.";
        if (driver.isRemoved()) {
            return "This node is no member of the cluster any more." + works;
        }
        if (!members.isMember() && members.leader().isEmpty()) {
            return "This node is no member of a cluster yet; it waits for being added." + works;
        }
        return (members.leader().isEmpty() ? Voice.NO_LEADER : "This node has not caught up with the others yet.")
                + works;
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
        leaders.hopeless().ifPresent(told -> {
            throw told;
        });
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
