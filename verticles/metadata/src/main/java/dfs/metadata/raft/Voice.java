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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle;

/** This node's voice in the Raft group that keeps the metadata: alone, it elects itself; among others it commits through whoever leads. */
final class Voice implements AutoCloseable {

    /** What is told where nobody leads. */
    static final String NO_LEADER =
            "Nobody leads the metadata now: too few of its nodes run, or they do not reach one another. Retry later.";

    private static final RaftGroupId GROUP =
            RaftGroupId.valueOf(UUID.nameUUIDFromBytes("dfs metadata group 0".getBytes(StandardCharsets.UTF_8)));

    private static final Duration QUESTION_LIMIT = Duration.ofSeconds(1);
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(4);

    /** A new member may have to be sent the whole index first. */
    private static final Duration CHANGE_LIMIT = Duration.ofMinutes(10);

    private final RaftServer server;
    private final RaftServer.Division division;
    private final RaftPeerId self;
    private final Meddling meddling;
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong questions = new AtomicLong();
    private final RaftThreads threads;
    private final Pending pending;
    private final AtomicReference<Optional<Throwable>> failure;
    private final Links commands;
    private final Links asked;
    private final Links changes;
    private final Rounds rounds = new Rounds(this::round);
    private final ExecutorService couriers = Executors.newVirtualThreadPerTaskExecutor();
    private volatile RaftPeerId answeredLast;
    private volatile Votes votes;

    /** Whether this voice is alone in a configuration. */
    private record Votes(RaftConfiguration of, boolean isAlone) {}

    private Voice(
            RaftServer server,
            Meddling meddling,
            Parameters parameters,
            RaftThreads threads,
            Pending pending,
            AtomicReference<Optional<Throwable>> failure)
            throws IOException {
        this.server = server;
        this.division = server.getDivision(GROUP);
        this.self = server.getId();
        this.meddling = meddling;
        this.answeredLast = self;
        this.threads = threads;
        this.pending = pending;
        this.failure = failure;
        this.commands = new Links(parameters, COMMAND_LIMIT);
        this.asked = new Links(parameters, QUESTION_LIMIT);
        this.changes = new Links(parameters, CHANGE_LIMIT);
        this.votes = new Votes(
                division.getRaftConf(), Peers.of(division.getRaftConf()).isAlone(self));
    }

    /**
     * Opens the log and has it applied to {@code store}, whose content must be on disk.
     *
     * @param failed told once when the log failed, on a thread of the log
     */
    static Voice open(
            RaftSettings settings,
            AtomicReference<RocksStore> store,
            Progress progress,
            Consumer<Throwable> failed,
            Meddling meddling)
            throws IOException {
        Path folder = settings.log();
        Path current = folder.resolve(GROUP.getUuid().toString()).resolve("current");
        RaftPeerId id = RaftPeerId.valueOf(settings.self().peerId());
        Peers founders = Peers.of(settings.founders());
        boolean isAlone =
                settings.isByItself() || Peers.stored(current).orElse(founders).isAlone(id);
        Snapshots.adoptArrived(current.resolveSibling("sm"), settings.index(), store);
        new LogCheck(
                        current,
                        settings.self().peerId(),
                        isAlone,
                        settings.damaged(),
                        Applier.position(store.get()),
                        Acknowledged.in(settings.folder()))
                .mend();
        Pending pending = new Pending();
        AtomicReference<Optional<Throwable>> failure = new AtomicReference<>(Optional.empty());
        Consumer<Throwable> failedOnce = cause -> {
            if (failure.compareAndSet(Optional.empty(), Optional.of(cause))) {
                failed.accept(cause);
            }
        };
        Parameters parameters = VoiceProperties.parameters(settings);
        RaftServer.Builder builder = RaftServer.newBuilder()
                .setServerId(id)
                .setGroup(RaftGroup.valueOf(GROUP, founders.current()))
                .setProperties(VoiceProperties.of(settings, isAlone, meddling))
                .setParameters(parameters)
                .setOption(StartupOption.RECOVER) // which makes what is not there, or was half made when a start ended
                .setStateMachine(new Applier(settings, store, pending, progress, failedOnce, meddling));
        RaftThreads threads = new RaftThreads();
        return threads.call(() -> {
            Voice voice = new Voice(builder.build(), meddling, parameters, threads, pending, failure);
            try {
                voice.server.start();
            } catch (IOException | RuntimeException e) {
                voice.close();
                throw new IOException(
                        "The metadata log in " + folder + " cannot be opened: " + RootCause.of(e)
                                + ". Look at its disk; where a file is damaged bring the folder back from a copy.",
                        e);
            }
            return voice;
        });
    }

    /** Why the log ended. */
    IOException ended() {
        String why = failure.get().map(RootCause::of).orElse("the log's own messages say why");
        return new IOException(
                "The metadata log ended while it was opened: " + why + ".",
                failure.get().orElse(null));
    }

    /** What this voice is called. */
    RaftPeerId id() {
        return self;
    }

    /** Who votes. */
    Peers peers() {
        return Peers.of(division.getRaftConf());
    }

    /** Whether nobody votes but this member: then what it has applied is all that was committed. */
    @SuppressWarnings(
            "ReferenceEquality") // another configuration is another object; a comparison of the members costs more
    boolean isAlone() {
        RaftConfiguration now = division.getRaftConf();
        Votes known = votes;
        if (known.of() != now) { // asked by every read and commit
            known = new Votes(now, Peers.of(now).isAlone(self));
            votes = known;
        }
        return known.isAlone();
    }

    /** What Ratis runs of this voice. */
    RaftServer.Division division() {
        return division;
    }

    /** Who leads, as far as this member knows. */
    Optional<RaftPeer> leader() {
        return Optional.ofNullable(division.getInfo().getLeaderId()).flatMap(peers()::find);
    }

    /** The log entry applied last. */
    long appliedIndex() {
        return division.getStateMachine().getLastAppliedTermIndex().getIndex();
    }

    /** The rounds that strong reads share. */
    Rounds rounds() {
        return rounds;
    }

    /** Whether all of the log was applied when {@code applied} was. */
    boolean isCaughtUp(long applied) {
        try {
            RaftLog raftLog = division.getRaftLog();
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

    /** Whether this member leads, and has applied all that was committed before. */
    boolean isLeaderReady() {
        return meddling.waitsForLog()
                ? division.getInfo().isLeaderReady()
                : division.getInfo().isLeader();
    }

    /** Whether the log still takes entries: a failed write or sync ends it. */
    boolean isAlive() {
        if (failure.get().isPresent()) {
            return false;
        }
        LifeCycle.State state = server.getLifeCycleState();
        boolean isServing = state == LifeCycle.State.RUNNING || state == LifeCycle.State.STARTING;
        return isServing
                && division.getInfo().isAlive()
                && division.getRaftLog().isOpened();
    }

    /** Commits one command of so many mutations, written as {@link Command#body} writes them; the outcomes come when it is durable and applied. */
    CompletableFuture<List<Outcome<?>>> submit(int mutations, List<byte[]> bodies, long stampMillis) {
        long call = calls.incrementAndGet();
        long packer = client.getUuid().getLeastSignificantBits();
        long id = packer + call;
        boolean isAlone = isAlone();
        Optional<Command.Origin> origin = isAlone ? Optional.empty() : Optional.of(new Command.Origin(packer, call));
        ByteString entry = UnsafeByteOperations.unsafeWrap(Command.write(id, origin, stampMillis, mutations, bodies));
        CompletableFuture<List<Outcome<?>>> outcomes = pending.await(id);
        if (isAlone) {
            submitHere(id, request(self, call, entry, RaftClientRequest.writeRequestType()));
            return outcomes;
        }
        Courier courier = new Courier(() -> leader().map(leader -> send(leader, call, entry)), outcomes);
        return CompletableFuture.supplyAsync(() -> carry(courier), couriers)
                .whenComplete((done, failed) -> pending.forget(id));
    }

    private void submitHere(long id, RaftClientRequest request) {
        try {
            var _ = server.submitClientRequestAsync(request).whenComplete((reply, failed) -> {
                if (failed != null) {
                    pending.fail(id, failed);
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
    }

    private static List<Outcome<?>> carry(Courier courier) {
        try {
            return courier.carry();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new S3Failure(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    "The node is stopping; whether the commit took effect is not known. Retry.");
        }
    }

    private CompletableFuture<RaftClientReply> send(RaftPeer leader, long call, ByteString entry) {
        RaftClientRequest request = request(leader.getId(), call, entry, RaftClientRequest.writeRequestType());
        try {
            return leader.getId().equals(self)
                    ? server.submitClientRequestAsync(request)
                    : commands.ask(leader, request);
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private RaftClientRequest request(RaftPeerId target, long call, ByteString content, RaftClientRequest.Type type) {
        return RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(target)
                .setGroupId(GROUP)
                .setCallId(call)
                .setMessage(Message.valueOf(content))
                .setType(type)
                .build();
    }

    private Rounds.Running round() {
        return switch (meddling.reading()) {
            case ROUND ->
                Round.begin(self, Standing.of(division), first(), peers().all().toList(), this::standing);
            case LOCAL -> Rounds.Running.of(CompletableFuture.completedFuture(RaftLog.INVALID_LOG_INDEX));
            case RATIS_DEFAULT, RATIS_LINEARIZABLE ->
                RatisRead.ask(
                        server,
                        request(
                                self,
                                questions.incrementAndGet(),
                                ByteString.EMPTY,
                                RaftClientRequest.readRequestType()));
        };
    }

    /** Who is asked first: who leads; by that one, who answered last. */
    private Optional<RaftPeerId> first() {
        return leader().map(RaftPeer::getId).map(leader -> leader.equals(self) ? answeredLast : leader);
    }

    /** Asks a member where it stands. */
    CompletableFuture<Standing> standing(RaftPeer peer) {
        if (peer.getId().equals(self)) {
            return CompletableFuture.completedFuture(Standing.of(division));
        }
        return ask(peer, Message.EMPTY)
                .whenComplete((reply, failure) -> answeredLast = failure == null ? peer.getId() : answeredLast)
                .thenApply(reply -> Standing.read(reply.getMessage()));
    }

    private CompletableFuture<RaftClientReply> ask(RaftPeer peer, Message question) {
        return asked.ask(
                peer,
                request(
                        peer.getId(),
                        questions.incrementAndGet(),
                        question.getContent(),
                        RaftClientRequest.staleReadRequestType(RaftLog.INVALID_LOG_INDEX)));
    }

    /** Has who leads tell once more what is committed, where this member was told and could not take it yet. */
    void hurry(long index) {
        if (division.getRaftLog().getLastCommittedIndex() < index) {
            leader().filter(peer -> !peer.getId().equals(self)).ifPresent(peer -> {
                var _ = ask(peer, Answers.HURRY);
            });
        }
    }

    /** Has whoever leads make other peers of those that are; blocks until they are. */
    RaftClientReply change(RaftPeer leader, List<RaftPeer> from, List<RaftPeer> to) throws IOException {
        SetConfigurationRequest request = new SetConfigurationRequest(
                client,
                leader.getId(),
                GROUP,
                questions.incrementAndGet(),
                SetConfigurationRequest.Arguments.newBuilder()
                        .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                        .setServersInCurrentConf(from)
                        .setServersInNewConf(to)
                        .build());
        return leader.getId().equals(self) ? server.setConfiguration(request) : changes.change(leader, request);
    }

    /** Whoever waits for a command is told {@code failure}. */
    void failAll(S3Failure told) {
        pending.failAll(told);
    }

    @Override
    public void close() throws IOException {
        try {
            couriers.shutdownNow();
            commands.close();
            asked.close();
            changes.close();
            threads.close(server, GROUP);
        } finally {
            pending.failAll(new S3Failure(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    "The metadata log was closed; whether the commit took effect is not known. Retry."));
        }
    }
}
