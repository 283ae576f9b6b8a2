package dfs.metadata.raft;

import dfs.metadata.transport.Listener;
import dfs.metadata.transport.Transport;
import dfs.metadata.transport.Trust;
import dfs.protocol.cluster.Endpoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexReplyProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;
import org.apache.ratis.server.protocol.RaftServerAsynchronousProtocol;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;
import org.apache.ratis.thirdparty.com.google.protobuf.Parser;
import org.apache.ratis.util.ProtoUtils;

/**
 * Ratis' traffic over our {@link Transport}. Entries go to a member one message at a time, each answered when it is on disk there: whoever
 * leads sends what came meanwhile with the next one.
 */
final class MemberRpc implements RaftServerRpc {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration MOMENT = Duration.ofMillis(100);

    private final RaftServer server;
    private final Wiring wiring;
    private final Map<RaftPeerId, String> addresses = new ConcurrentHashMap<>();

    /** By group, the term in which this member was last told that it does not lead any more. */
    private final Map<ByteString, Long> overTerms = new ConcurrentHashMap<>();

    private volatile Optional<Listener> listener = Optional.empty();

    /**
     * What it works with.
     *
     * @param listen where others reach this member; empty where nobody can
     * @param trust who is listened to
     * @param transport asks the others
     * @param names the names in the log of each group
     * @param hasFailed whether a log of this member takes no more entries
     */
    record Wiring(
            Optional<Endpoint> listen,
            Trust trust,
            Transport transport,
            Map<RaftGroupId, LogNames> names,
            BooleanSupplier hasFailed) {

        private static final String KEY = "dfs.wiring";

        Wiring {
            names = Map.copyOf(names);
        }

        /** The names in the log of a group. */
        LogNames names(RaftGroupId group) throws IOException {
            return Optional.ofNullable(names.get(group))
                    .orElseThrow(() -> new IOException(group + " has no log on this node"));
        }

        Parameters parameters() {
            Parameters parameters = new Parameters();
            parameters.put(KEY, this, Wiring.class);
            return parameters;
        }
    }

    /** How Ratis is told of it: by the name of this class. */
    static final class Type implements RpcType {

        @Override
        public String name() {
            return getClass().getName();
        }

        @Override
        public ServerFactory newFactory(Parameters parameters) {
            Wiring wiring = parameters.getNonNull(Wiring.KEY, Wiring.class);
            return new ServerFactory() {
                @Override
                public RaftServerRpc newRaftServerRpc(RaftServer server) {
                    return new MemberRpc(server, wiring);
                }

                @Override
                public RpcType getRpcType() {
                    return Type.this;
                }
            };
        }
    }

    private MemberRpc(RaftServer server, Wiring wiring) {
        this.server = server;
        this.wiring = wiring;
    }

    @Override
    public void start() throws IOException {
        if (wiring.listen().isPresent()) {
            listener = Optional.of(Listener.open(
                    wiring.listen().get(), wiring.trust(), new Answering(server, wiring::names, wiring.hasFailed())));
        }
    }

    @Override
    public InetSocketAddress getInetSocketAddress() {
        return wiring.listen()
                .map(at -> new InetSocketAddress(at.host(), at.port()))
                .orElseGet(() -> new InetSocketAddress(0));
    }

    /** Told again where a member has another address. */
    @Override
    public void addRaftPeers(Collection<RaftPeer> peers) {
        peers.forEach(peer -> addresses.put(peer.getId(), peer.getAddress()));
    }

    /** Who asks for votes has given itself one. */
    @Override
    public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
        syncNames(request.getServerRequest());
        return ask(Asked.VOTE, request.getServerRequest(), request, RequestVoteReplyProto.parser());
    }

    @Override
    public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request) throws IOException {
        AppendEntriesReplyProto reply =
                ask(Asked.APPEND, request.getServerRequest(), request, AppendEntriesReplyProto.parser());
        if (reply.getResult() == AppendResult.NOT_LEADER) {
            pause(isNews(request) ? MOMENT : PAUSE);
        }
        return reply;
    }

    /**
     * Whether nobody was told yet that this member does not lead in that term any more. One who is told has it end its lead, and waits with Ratis'
     * lock in hand for all that send to end: those must not come for the lock then, which no interrupt ends. Even the first one waits a moment:
     * the lead may be ended already, for another reason.
     */
    private boolean isNews(AppendEntriesRequestProto request) {
        ByteString group = request.getServerRequest().getRaftGroupId().getId();
        Long told = overTerms.put(group, request.getLeaderTerm());
        return told == null || told < request.getLeaderTerm();
    }

    private static void pause(Duration time) throws InterruptedIOException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted between two tries");
        }
    }

    @Override
    public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request) throws IOException {
        InstallSnapshotReplyProto reply;
        try {
            reply = ask(Asked.SNAPSHOT, request.getServerRequest(), request, InstallSnapshotReplyProto.parser());
        } catch (IOException e) {
            pause(PAUSE); // Ratis begins anew at once, with a new copy of the index
            throw e;
        }
        if (!reply.getServerReply().getSuccess()) {
            pause(PAUSE);
        }
        return reply;
    }

    @Override
    public StartLeaderElectionReplyProto startLeaderElection(StartLeaderElectionRequestProto request)
            throws IOException {
        return ask(Asked.LEAD, request.getServerRequest(), request, StartLeaderElectionReplyProto.parser());
    }

    /** What Ratis asks without waiting: where it reads itself. */
    @Override
    public RaftServerAsynchronousProtocol async() {
        return new RaftServerAsynchronousProtocol() {
            @Override
            public CompletableFuture<AppendEntriesReplyProto> appendEntriesAsync(AppendEntriesRequestProto request) {
                return Links.later(() -> appendEntries(request));
            }

            @Override
            public CompletableFuture<ReadIndexReplyProto> readIndexAsync(ReadIndexRequestProto request) {
                return Links.later(
                        () -> ask(Asked.READ_INDEX, request.getServerRequest(), request, ReadIndexReplyProto.parser()));
            }
        };
    }

    private void syncNames(RaftRpcRequestProto head) throws IOException {
        wiring.names(ProtoUtils.toRaftGroupId(head.getRaftGroupId())).sync();
    }

    private <A> A ask(Asked asked, RaftRpcRequestProto head, MessageLite question, Parser<A> parser)
            throws IOException {
        RaftPeerId to = RaftPeerId.valueOf(head.getReplyId());
        String address = addresses.get(to);
        if (address == null) {
            throw new IOException("where " + to + " is reached is not known");
        }
        byte[] answer = asked.of(wiring.transport(), address, question.toByteArray());
        return Asked.read(parser, answer);
    }

    @Override
    public void handleException(RaftPeerId member, Exception failure, boolean reconnect) {
        if (failure instanceof RuntimeException) { // of a snapshot that could not be made: Ratis tries again at once
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public RpcType getRpcType() {
        return new Type();
    }

    @Override
    public void close() {
        listener.ifPresent(Listener::close);
    }
}
