package dfs.metadata.raft;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.metadata.form.Command;
import dfs.metadata.rocks.RocksStore;
import dfs.protocol.metadata.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** This node's member of the Raft group that keeps the metadata. Alone, it elects itself and commits what it wrote. */
final class Member implements AutoCloseable {

    private static final RaftGroupId GROUP =
            RaftGroupId.valueOf(UUID.nameUUIDFromBytes("dfs metadata group 0".getBytes(StandardCharsets.UTF_8)));

    /** Nobody votes but this member: it need not wait for anybody before it elects itself. */
    private static final Duration ELECTION_MIN = Duration.ofMillis(20);

    private static final Duration ELECTION_MAX = Duration.ofMillis(40);

    /** How long a full disk may keep a member from leading before it is given up for now. */
    private static final Duration FULL_LIMIT = Duration.ofSeconds(5);

    private static final Duration LOOK = Duration.ofMillis(5);

    private final RaftServer server;
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();
    private final RaftThreads threads;
    private final Pending pending;
    private final AtomicReference<Optional<Throwable>> failure;

    private Member(
            RaftServer server, RaftThreads threads, Pending pending, AtomicReference<Optional<Throwable>> failure) {
        this.server = server;
        this.threads = threads;
        this.pending = pending;
        this.failure = failure;
    }

    /**
     * Opens the log in {@code folder} and has it applied to {@code store}, whose content must be on disk. Not ready until
     * {@link #awaitReady}.
     *
     * @param failed told once when the log failed, on a thread of the log
     */
    static Member open(Path folder, String nodeId, RocksStore store, Consumer<Throwable> failed) throws IOException {
        new LogCheck(
                        folder.resolve(GROUP.getUuid().toString()).resolve("current"),
                        nodeId,
                        folder.resolveSibling("damaged"),
                        Applier.position(store))
                .mend();
        RaftPeerId id = RaftPeerId.valueOf(nodeId);
        RaftGroup group = RaftGroup.valueOf(
                GROUP, RaftPeer.newBuilder().setId(id).setAddress("127.0.0.1:0").build());
        Pending pending = new Pending();
        AtomicReference<Optional<Throwable>> failure = new AtomicReference<>(Optional.empty());
        RaftServer.Builder builder = RaftServer.newBuilder()
                .setServerId(id)
                .setGroup(group)
                .setProperties(properties(folder))
                .setOption(StartupOption.RECOVER) // which makes what is not there, or was half made when a start ended
                .setStateMachine(new Applier(store, pending, cause -> {
                    if (failure.compareAndSet(Optional.empty(), Optional.of(cause))) {
                        failed.accept(cause);
                    }
                }));
        RaftThreads threads = new RaftThreads();
        return threads.call(() -> {
            Member member = new Member(builder.build(), threads, pending, failure);
            try {
                member.server.start();
            } catch (IOException | RuntimeException e) {
                member.close();
                throw new IOException(
                        "The metadata log in " + folder + " cannot be opened: " + rootOf(e)
                                + ". Look at its disk; where a file is damaged bring the folder back from a copy.",
                        e);
            }
            return member;
        });
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }

    private static RaftProperties properties(Path folder) {
        RaftProperties properties = new RaftProperties();
        RaftServerConfigKeys.setStorageDir(properties, List.of(folder.toFile()));
        RaftServerConfigKeys.setStorageFreeSpaceMin(properties, SizeInBytes.valueOf("0"));
        GrpcConfigKeys.Server.setHost(properties, "127.0.0.1");
        GrpcConfigKeys.Server.setPort(properties, 0);
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, time(Duration.ofSeconds(1)));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, time(Duration.ofSeconds(2)));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, time(ELECTION_MIN));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, time(ELECTION_MAX));
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf("16MB"));
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf("1MB"));
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, 2);
        RaftServerConfigKeys.Log.setSegmentCacheSizeMax(properties, SizeInBytes.valueOf("16MB"));
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
        RaftServerConfigKeys.Log.setLogMetadataEnabled(
                properties, false); // else each commit is followed by a second entry and sync
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, false); // the applier flushes as it must
        RaftServerConfigKeys.RetryCache.setExpiryTime(properties, time(Duration.ofSeconds(10)));
        return properties;
    }

    private static TimeDuration time(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until this member leads and has applied its whole log; {@code isFull} tells whether its disk is full. */
    void awaitReady(Duration limit, BooleanSupplier isFull) throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (!isReady()) {
            long waited = System.nanoTime() - began;
            if (!isAlive()) {
                String why = failure.get().map(Member::rootOf).orElse("the log's own messages say why");
                throw new IOException(
                        "The metadata log ended while it was opened: " + why + ".",
                        failure.get().orElse(null));
            }
            if (waited > limit.toNanos()) {
                throw new IOException("The metadata log did not become ready within " + limit.toSeconds() + " s.");
            }
            if (waited > FULL_LIMIT.toNanos() && isFull.getAsBoolean()) {
                throw new IOException("The metadata log cannot be led: no space left on its disk.");
            }
            Thread.sleep(LOOK);
        }
    }

    /** Whether nothing stands in the log that is to be applied and was not, when {@code applied} was. */
    boolean isCaughtUp(long applied) {
        try {
            RaftLog raftLog = server.getDivision(GROUP).getRaftLog();
            TermIndex last = raftLog.getLastEntryTermIndex();
            for (long index = applied + 1; last != null && index <= last.getIndex(); index++) {
                LogEntryProto entry = raftLog.get(index);
                if (entry == null || entry.hasStateMachineLogEntry()) {
                    return false;
                }
            }
            return raftLog.isOpened();
        } catch (IOException | RuntimeException unreadable) {
            return false;
        }
    }

    /** Whether commits can be served. */
    boolean isReady() {
        try {
            return server.getDivision(GROUP).getInfo().isLeaderReady();
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the log still takes entries: a failed write or sync ends it. */
    boolean isAlive() {
        if (failure.get().isPresent()) {
            return false;
        }
        LifeCycle.State state = server.getLifeCycleState();
        boolean isServing = state == LifeCycle.State.RUNNING || state == LifeCycle.State.STARTING;
        try {
            return isServing
                    && server.getDivision(GROUP).getInfo().isAlive()
                    && server.getDivision(GROUP).getRaftLog().isOpened();
        } catch (IOException e) {
            return false;
        }
    }

    /** Commits one command of so many mutations, written as {@link Command#body} writes them; the outcomes come when it is durable and applied. */
    CompletableFuture<List<Outcome<?>>> submit(int mutations, List<byte[]> bodies, long stampMillis) {
        long call = calls.incrementAndGet();
        long id = client.getUuid().getLeastSignificantBits() + call;
        byte[] entry = Command.write(id, stampMillis, mutations, bodies);
        CompletableFuture<List<Outcome<?>>> outcomes = pending.await(id);
        RaftClientRequest request = RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(server.getId())
                .setGroupId(GROUP)
                .setCallId(call)
                .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(entry)))
                .setType(RaftClientRequest.writeRequestType())
                .build();
        try {
            var _ = server.submitClientRequestAsync(request).whenComplete((reply, failure) -> {
                if (failure != null) {
                    pending.fail(id, failure);
                } else if (!reply.isSuccess()) {
                    pending.fail(
                            id,
                            new S3Failure(
                                    ErrorCode.SERVICE_UNAVAILABLE,
                                    "The metadata cannot commit now: " + reply.getException()));
                }
            });
        } catch (IOException e) {
            pending.fail(id, e);
        }
        return outcomes;
    }

    /** Whoever waits for a command is told {@code failure}. */
    void failAll(S3Failure told) {
        pending.failAll(told);
    }

    @Override
    public void close() throws IOException {
        try {
            threads.close(server, GROUP);
        } finally {
            pending.failAll(new S3Failure(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    "The metadata log was closed; whether the commit took effect is not known. Retry."));
        }
    }
}
