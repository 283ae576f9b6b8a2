package dfs.metadata.raft;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.metadata.form.Command;
import dfs.protocol.metadata.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's voice in a Raft group that keeps metadata. Alone, it elects itself and commits what it wrote; among others it commits
 * through whoever leads.
 */
final class Voice {

    private static final Logger log = LoggerFactory.getLogger(Voice.class);

    /** What is told where nobody leads. */
    static final String NO_LEADER =
            "Nobody leads the metadata now: too few of its nodes run, or they do not reach one another. Retry later.";

    private final Voices voices;
    private final RaftServer server;
    private final RaftGroupId group;
    private final RaftServer.Division division;
    private final RaftPeerId self;
    private final Pending pending;
    private final Rounds rounds = new Rounds(this::round);
    private volatile RaftPeerId answeredLast;
    private volatile Votes votes;

    /** Whether this voice is alone in a configuration, and what it must have applied for that to count. */
    private record Votes(RaftConfiguration of, boolean isAlone, long fromIndex) {}

    /** That of {@code voices} in {@code group}, whose applier tells {@code pending}. */
    Voice(Voices voices, RaftGroupId group, Pending pending) throws IOException {
        this.voices = voices;
        this.server = voices.server();
        this.group = group;
        this.division = server.getDivision(group);
        this.self = server.getId();
        this.answeredLast = self;
        this.pending = pending;
        this.votes = new Votes(
                division.getRaftConf(), Peers.of(division.getRaftConf()).isAlone(self), -1);
    }

    /** What this voice is called. */
    RaftPeerId id() {
        return self;
    }

    /** Who votes. */
    Peers peers() {
        return Peers.of(division.getRaftConf());
    }

    /**
     * Whether nobody votes but this member: then what it has applied is all that was committed. Where others voted before, it must have applied the
     * entry that made it so, and with it what they acknowledged.
     */
    @SuppressWarnings(
            "ReferenceEquality") // another configuration is another object; a comparison of the members costs more
    boolean isAlone() {
        RaftConfiguration now = division.getRaftConf();
        Votes known = votes;
        if (known.of() != now) { // asked by every read and commit
            long from = known.isAlone() ? known.fromIndex() : now.getLogEntryIndex();
            known = new Votes(now, Peers.of(now).isAlone(self), from);
            votes = known;
        }
        return known.isAlone() && known.fromIndex() <= appliedIndex();
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

    /** Whether nothing stands in the log that is to be applied and was not, when {@code applied} was. */
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
        return voices.meddling().waitsForLog()
                ? division.getInfo().isLeaderReady()
                : division.getInfo().isLeader();
    }

    /** Whether the log still takes entries. */
    boolean isAlive() {
        return voices.isAlive()
                && division.getInfo().isAlive()
                && division.getRaftLog().isOpened();
    }

    /**
     * Commits one command of so many mutations, written as {@link Command#body} writes them; the outcomes come when it is durable and applied.
     * Among others it blocks until then: another thread would only have to be woken.
     */
    CompletableFuture<List<Outcome<?>>> submit(int mutations, List<byte[]> bodies, long stampMillis) {
        long call = voices.nextCall();
        long packer = voices.client().getUuid().getLeastSignificantBits();
        long id = packer + call;
        boolean isAlone = isAlone();
        Optional<Command.Origin> origin = isAlone ? Optional.empty() : Optional.of(new Command.Origin(packer, call));
        ByteString entry = UnsafeByteOperations.unsafeWrap(Command.write(id, origin, stampMillis, mutations, bodies));
        CompletableFuture<List<Outcome<?>>> outcomes = pending.await(id);
        if (isAlone) {
            submitHere(id, request(self, call, entry, RaftClientRequest.writeRequestType()));
            return outcomes;
        }
        try {
            return CompletableFuture.completedFuture(carry(new Courier(() -> attempt(call, entry), outcomes)));
        } finally {
            pending.forget(id);
        }
    }

    /** Sends a command to who leads; another voice may be open by now, where this one's log has failed. */
    private Optional<CompletableFuture<RaftClientReply>> attempt(long call, ByteString entry) {
        if (!voices.isAlive()) {
            throw new S3Failure(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    "The metadata log of this node failed; whether the commit took effect is not known. Retry.");
        }
        return leader().map(leader -> send(leader, call, entry));
    }

    private void submitHere(long id, RaftClientRequest request) {
        try {
            var _ = Voices.submit(server, request).whenComplete((reply, failed) -> {
                if (failed != null) {
                    pending.fail(id, failed);
                } else if (!reply.isSuccess()) {
                    pending.fail(id, notCommitted(reply));
                }
            });
        } catch (IOException e) {
            pending.fail(id, e);
        }
    }

    /** What is told of a commit that this node, which leads or is about to, gave up. */
    static S3Failure notCommitted(RaftClientReply reply) {
        log.atDebug().setCause(reply.getException()).log("commit given up");
        return new S3Failure(
                ErrorCode.SERVICE_UNAVAILABLE,
                "This node cannot commit to the metadata now. Whether the change takes effect is not known; read, then retry.");
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
                    ? Voices.submit(server, request)
                    : CompletableFuture.completedFuture(voices.links().command(leader, request));
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private RaftClientRequest request(RaftPeerId target, long call, ByteString content, RaftClientRequest.Type type) {
        return RaftClientRequest.newBuilder()
                .setClientId(voices.client())
                .setServerId(target)
                .setGroupId(group)
                .setCallId(call)
                .setMessage(Message.valueOf(content))
                .setType(type)
                .build();
    }

    private Rounds.Running round() {
        return switch (voices.meddling().reading()) {
            case ROUND -> Round.begin(self, Standing.of(division), leader().map(this::first), others(), this::standing);
            case LOCAL -> Rounds.Running.of(CompletableFuture.completedFuture(RaftLog.INVALID_LOG_INDEX));
            case RATIS_DEFAULT, RATIS_LINEARIZABLE -> Rounds.Running.of(readByRatis());
        };
    }

    /** Who is asked first: the leader; by the leader, who answered last. */
    private RaftPeerId first(RaftPeer leader) {
        return leader.getId().equals(self) ? answeredLast : leader.getId();
    }

    private List<RaftPeer> others() {
        return peers().all().filter(peer -> !peer.getId().equals(self)).toList();
    }

    /** Asks a member where it stands. */
    CompletableFuture<Standing> standing(RaftPeer peer) {
        if (peer.getId().equals(self)) {
            return CompletableFuture.completedFuture(Standing.of(division));
        }
        return voices.links().standing(peer, group, Message.EMPTY).thenApply(answer -> {
            answeredLast = peer.getId();
            return Standing.read(answer);
        });
    }

    /** Has who leads tell once more what is committed, where this member was told and could not take it yet. */
    void hurry(long index) {
        if (division.getRaftLog().getLastCommittedIndex() < index) {
            leader().filter(peer -> !peer.getId().equals(self)).ifPresent(peer -> {
                var _ = voices.links().standing(peer, group, Answers.HURRY);
            });
        }
    }

    private CompletableFuture<Long> readByRatis() {
        try {
            return Voices.submit(
                            server,
                            request(self, voices.nextQuestion(), ByteString.EMPTY, RaftClientRequest.readRequestType()))
                    .thenApply(reply -> {
                        if (!reply.isSuccess()) {
                            throw new Round.NoMajority(String.valueOf(reply.getException()));
                        }
                        return RaftLog.INVALID_LOG_INDEX;
                    });
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Has whoever leads make other peers of those that are; blocks until they are. */
    RaftClientReply change(RaftPeer leader, List<RaftPeer> from, List<RaftPeer> to) throws IOException {
        SetConfigurationRequest request = new SetConfigurationRequest(
                voices.client(),
                leader.getId(),
                group,
                voices.nextQuestion(),
                SetConfigurationRequest.Arguments.newBuilder()
                        .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                        .setServersInCurrentConf(from)
                        .setServersInNewConf(to)
                        .build());
        return leader.getId().equals(self)
                ? server.setConfiguration(request)
                : voices.links().change(leader, request);
    }

    /** Who votes, as committed and applied here; empty while that is not known. */
    Optional<Peers> settledPeers() {
        RaftConfiguration known = division.getRaftConf();
        return known.getLogEntryIndex() <= appliedIndex() ? Optional.of(Peers.of(known)) : Optional.empty();
    }

    /** Has another member lead, where this one does: it must have all that this one has. */
    RaftClientReply handOver(RaftPeerId to, Duration limit) throws IOException {
        return server.transferLeadership(new TransferLeadershipRequest(
                voices.client(), self, group, voices.nextQuestion(), to, limit.toMillis()));
    }

    /** Whoever waits for a command is told {@code failure}. */
    void failAll(S3Failure told) {
        pending.failAll(told);
    }
}
