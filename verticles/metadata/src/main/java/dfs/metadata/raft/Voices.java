package dfs.metadata.raft;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.metadata.transport.Transport;
import dfs.metadata.transport.Trust;
import dfs.protocol.cluster.Endpoint;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.util.LifeCycle;

/**
 * This node's voices, one in each group, which share a port, the connections to other members and a disk: where the log of one fails all are
 * closed, and opened anew together.
 */
final class Voices implements AutoCloseable {

    private final RaftServer server;
    private final RaftThreads threads;
    private final Meddling meddling;
    private final AtomicReference<Optional<Throwable>> failure;
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong questions = new AtomicLong();
    private final Transport transport;
    private final Links links;
    private final List<Voice> all = new ArrayList<>();

    private Voices(
            RaftServer server,
            RaftThreads threads,
            Transport transport,
            int groups,
            AtomicReference<Optional<Throwable>> failure,
            Meddling meddling) {
        this.server = server;
        this.threads = threads;
        this.meddling = meddling;
        this.failure = failure;
        this.transport = transport;
        this.links = new Links(transport, groups);
    }

    /**
     * Opens the logs and has them applied to the indexes of {@code seats}, whose content must be on disk.
     *
     * @param failed told once when a log failed, on a thread of the log
     */
    static Voices open(RaftSettings settings, List<Seat> seats, Consumer<Throwable> failed, Meddling meddling)
            throws IOException {
        RaftPeerId id = RaftPeerId.valueOf(settings.self().peerId());
        Peers founders = Peers.of(settings.founders());
        boolean isAloneInAll = prepare(settings, seats, founders);
        AtomicReference<Optional<Throwable>> failure = new AtomicReference<>(Optional.empty());
        Consumer<Throwable> failedOnce = cause -> {
            if (failure.compareAndSet(Optional.empty(), Optional.of(cause))) {
                failed.accept(cause);
            }
        };
        Map<RaftGroupId, LogNames> names = new HashMap<>();
        Map<RaftGroupId, Applier> appliers = new HashMap<>();
        List<Pending> pendings = new ArrayList<>();
        for (Seat seat : seats) {
            Group group = seat.group();
            pendings.add(new Pending());
            names.put(group.id(), new LogNames(group, failedOnce));
            appliers.put(
                    group.id(),
                    new Applier(
                            seat, settings.limits(), pendings.getLast(), names.get(group.id()), failedOnce, meddling));
        }
        Trust trust = Trust.of(settings.identity());
        Transport transport = new Transport(trust);
        Optional<Endpoint> listen = Optional.of(settings.listen()).filter(at -> !settings.isByItself());
        RaftServer.Builder builder = RaftServer.newBuilder()
                .setServerId(id)
                .setGroup(RaftGroup.valueOf(seats.getFirst().group().id(), founders.current()))
                .setProperties(VoiceProperties.of(settings, isAloneInAll, meddling))
                .setParameters(new MemberRpc.Wiring(
                                listen,
                                trust,
                                transport,
                                names,
                                () -> failure.get().isPresent())
                        .parameters())
                .setOption(StartupOption.RECOVER) // which makes what is not there, or was half made when a start ended
                .setStateMachineRegistry(group -> Objects.requireNonNull(appliers.get(group), "a group not known"));
        RaftThreads threads = new RaftThreads();
        return threads.call(() -> {
            Voices voices = new Voices(built(builder, transport), threads, transport, seats.size(), failure, meddling);
            try {
                for (int i = 0; i < seats.size(); i++) {
                    voices.all.add(new Voice(voices, seats.get(i).group().id(), pendings.get(i)));
                }
                voices.server.start();
            } catch (IOException | RuntimeException e) {
                voices.close();
                throw new IOException(
                        "The metadata log in " + settings.log() + " cannot be opened: " + RootCause.of(e)
                                + ". Look at its disk; where a file is damaged bring the folder back from a copy.",
                        e);
            }
            return voices;
        });
    }

    private static RaftServer built(RaftServer.Builder builder, Transport transport) throws IOException {
        try {
            return builder.build();
        } catch (IOException | RuntimeException e) {
            transport.close();
            throw e;
        }
    }

    /** Makes ready what is on disk. Returns whether this member is alone in all groups. */
    private static boolean prepare(RaftSettings settings, List<Seat> seats, Peers founders) throws IOException {
        RaftPeerId id = RaftPeerId.valueOf(settings.self().peerId());
        boolean isAloneInAll = true;
        boolean wasOpened = Seed.isPlanted(seats.getFirst().group()); // its log is made last
        for (Seat seat : seats) {
            boolean isAlone = settings.isByItself()
                    || Peers.stored(seat.group().current()).orElse(founders).isAlone(id);
            isAloneInAll &= isAlone;
            prepare(settings, seat, isAlone, wasOpened);
        }
        return isAloneInAll;
    }

    private static void prepare(RaftSettings settings, Seat seat, boolean isAlone, boolean wasOpened)
            throws IOException {
        Group group = seat.group();
        Snapshots.adoptArrived(group.log(), group.index(), seat.place());
        new LogCheck(
                        group.current(),
                        settings.self().peerId(),
                        isAlone,
                        group.damaged(),
                        Applier.position(seat.store()),
                        Acknowledged.in(group.folder()),
                        FileChannel::read)
                .mend();
        if (group.number() > 0) {
            if (wasOpened && !Seed.isPlanted(group)) {
                throw new IOException("The metadata log of group " + group.number() + " in " + group.log()
                        + " is missing, and its index too: what it voted for is not known. " + VoteFile.REPLACE);
            }
            Seed.plant(group, Peers.of(settings.founders()));
        }
    }

    /** By the number of their group. */
    List<Voice> all() {
        return List.copyOf(all);
    }

    RaftServer server() {
        return server;
    }

    /** Has this member take a request: on this thread, not by way of another one as the server itself would. */
    static CompletableFuture<RaftClientReply> submit(RaftServer server, RaftClientRequest request) throws IOException {
        return server.getDivision(request.getRaftGroupId()) instanceof RaftClientAsynchronousProtocol direct
                ? direct.submitClientRequestAsync(request)
                : server.submitClientRequestAsync(request);
    }

    Meddling meddling() {
        return meddling;
    }

    ClientId client() {
        return client;
    }

    /** Counts commands: one that comes once more is known by its number. */
    long nextCall() {
        return calls.incrementAndGet();
    }

    /** Counts what is asked of Ratis besides, which tells requests of a client apart by their numbers. */
    long nextQuestion() {
        return questions.incrementAndGet();
    }

    Links links() {
        return links;
    }

    /** Whether all logs still take entries: a failed write or sync ends that. */
    boolean isAlive() {
        LifeCycle.State state = server.getLifeCycleState();
        return failure.get().isEmpty() && (state == LifeCycle.State.RUNNING || state == LifeCycle.State.STARTING);
    }

    /** Why a log ended. */
    IOException ended() {
        String why = failure.get().map(RootCause::of).orElse("the log's own messages say why");
        return new IOException(
                "The metadata log ended while it was opened: " + why + ".",
                failure.get().orElse(null));
    }

    /** Whoever waits for a command is told {@code told}. */
    void failAll(S3Failure told) {
        all.forEach(voice -> voice.failAll(told));
    }

    @Override
    public void close() throws IOException {
        try {
            transport.close();
            threads.close(server);
        } finally {
            failAll(new S3Failure(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    "The metadata log was closed; whether the commit took effect is not known. Retry."));
        }
    }
}
