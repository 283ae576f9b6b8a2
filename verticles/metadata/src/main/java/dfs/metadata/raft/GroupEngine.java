package dfs.metadata.raft;

import dfs.core.ByteBudget;
import dfs.metadata.Engine;
import dfs.metadata.Meters;
import dfs.metadata.index.IndexFailure;
import dfs.protocol.Address;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Read;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Keeps one group of the metadata: its log, replicated where there are others, and the index it drives. */
final class GroupEngine implements Engine {

    private final RaftSettings settings;
    private final FolderWatch folder;
    private final Driver driver;
    private final Seat seat;
    private final Reads reads;
    private final LeaderWatch leaders;
    private final Batcher batcher;
    private final Meters meters;

    GroupEngine(
            RaftSettings settings,
            MeterRegistry registry,
            FolderWatch folder,
            Driver driver,
            Seat seat,
            ByteBudget waiting) {
        this.settings = settings;
        this.folder = folder;
        this.driver = driver;
        this.seat = seat;
        this.reads = new Reads(driver, seat);
        this.leaders = new LeaderWatch(() -> !seat.isAmongOthers() || isLed());
        this.batcher = new Batcher(
                this::submit,
                leaders::hopeless,
                Address.METADATA_COMMIT.timeout().toMillis(),
                waiting);
        Tags tags = settings.groups() == 1
                ? Tags.empty()
                : Tags.of("group", Integer.toString(seat.group().number()));
        this.meters = new Meters(registry, tags, batcher::waiting);
    }

    private boolean isLed() {
        return seat.voice().flatMap(Voice::leader).isPresent();
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

    /** A bug or damage stays what it is; a disk that is not there, or not for this process, may come back. */
    private RuntimeException unreadable(IndexFailure failure) {
        DiskFault fault = folder.isGone() ? DiskFault.GONE : DiskFault.of(failure);
        return fault == DiskFault.NONE ? failure : trouble(fault).failure();
    }

    private Trouble trouble(DiskFault fault) {
        String end = " cannot be used: " + fault.words() + ". Retry when that is mended.";
        return new Trouble(
                fault.code(), "The metadata folder of this node" + end, "The folder " + settings.folder() + end);
    }

    @Override
    public ComponentState state() {
        if (folder.isGone()) {
            return trouble(DiskFault.GONE).state(ComponentState.Status.DOWN);
        }
        if (!driver.isReady()) {
            return driver.unavailability()
                    .state(seat.isBehind() ? ComponentState.Status.DOWN : ComponentState.Status.DEGRADED);
        }
        if (seat.isAmongOthers() && (!isLed() || !seat.wasCaughtUp())) {
            boolean isWaiting = seat.wasCaughtUp() && leaders.hopeless().isEmpty(); // for who is elected
            return new ComponentState(
                    isWaiting ? ComponentState.Status.DEGRADED : ComponentState.Status.DOWN, amongOthers());
        }
        if (folder.freeBytes() < settings.reserveBytes()) {
            return trouble(DiskFault.FULL).state(ComponentState.Status.DEGRADED);
        }
        return LogLoss.in(seat.group().damaged())
                .unresolved()
                .map(lost -> new ComponentState(
                        ComponentState.Status.DEGRADED,
                        lost + "Remove " + LogLoss.in(seat.group().damaged()).file() + " when that is seen to."))
                .orElse(ComponentState.OPERATIONAL);
    }

    private boolean isMember() {
        return seat.voice().filter(voice -> voice.peers().contains(voice.id())).isPresent();
    }

    private String amongOthers() {
        String works = " Reads with X-Consistency-Level: eventual are served.";
        if (seat.isRemoved()) {
            return "This node is no member of the cluster any more." + works;
        }
        if (!isMember() && !isLed()) {
            return "This node is no member of a cluster yet; it waits for being added." + works;
        }
        return (isLed() ? "This node has not caught up with the others yet." : Voice.NO_LEADER) + works;
    }

    private CompletableFuture<List<Outcome<?>>> submit(int mutations, List<byte[]> bodies) {
        meters.batch(mutations);
        return driver.submit(seat, mutations, bodies);
    }

    /** Refuses all in a folder that is gone, and while there is little space what needs some. */
    private void checkFolder(List<Mutation<?>> mutations) {
        if (folder.isGone()) {
            throw trouble(DiskFault.GONE).failure();
        }
        if (folder.freeBytes() < settings.reserveBytes() && mutations.stream().anyMatch(GroupEngine::needsSpace)) {
            throw trouble(DiskFault.FULL).failure();
        }
        if (!driver.isReady()) {
            throw driver.unavailable();
        }
        leaders.hopeless().ifPresent(told -> {
            throw told;
        });
    }

    /** What gives space back may use the reserve, and so may what takes somebody's access away, or brings a node with room. */
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
                    Mutation.DeleteAccessKey _,
                    Mutation.SetVoiceless _ -> false;
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
            case Mutation.Admitted<?> admitted -> needsSpace(admitted.change());
        };
    }

    @Override
    public void close() {
        batcher.close();
    }
}
