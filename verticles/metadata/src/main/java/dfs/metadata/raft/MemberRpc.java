package dfs.metadata.raft;

import dfs.metadata.transport.Frame;
import dfs.metadata.transport.Listener;
import dfs.metadata.transport.Transport;
import dfs.metadata.transport.Trust;
import dfs.protocol.cluster.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
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
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;
import org.apache.ratis.server.protocol.RaftServerAsynchronousProtocol;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;
import org.apache.ratis.thirdparty.com.google.protobuf.Parser;

/**
 * Ratis' traffic over our {@link Transport}. Entries go to a member one message at a time, each answered when it is on disk there: whoever
 * leads sends what came meanwhile with the next one.
 */
final class MemberRpc implements RaftServerRpc {

    private final RaftServer server;
    private final Wiring wiring;
    private final Map<RaftPeerId, String> addresses = new ConcurrentHashMap<>();
    private volatile Optional<Listener> listener = Optional.empty();

    /**
     * What it works with.
     *
     * @param listen where others reach this member; empty where nobody can
     * @param trust who is listened to
     * @param transport asks the others
     */
    record Wiring(Optional<Endpoint> listen, Trust trust, Transport transport) {

        private static final String KEY = "dfs.wiring";

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
            listener = Optional.of(Listener.open(wiring.listen().get(), wiring.trust(), new Answering(server)));
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

    @Override
    public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
        return ask(Asked.VOTE, request.getServerRequest(), request, RequestVoteReplyProto.parser());
    }

    @Override
    public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request) throws IOException {
        return ask(Asked.APPEND, request.getServerRequest(), request, AppendEntriesReplyProto.parser());
    }

    @Override
    public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request) throws IOException {
        return ask(Asked.SNAPSHOT, request.getServerRequest(), request, InstallSnapshotReplyProto.parser());
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
                return later(() -> appendEntries(request));
            }

            @Override
            public CompletableFuture<ReadIndexReplyProto> readIndexAsync(ReadIndexRequestProto request) {
                return later(
                        () -> ask(Asked.READ_INDEX, request.getServerRequest(), request, ReadIndexReplyProto.parser()));
            }
        };
    }

    private interface Question<A> {
        A ask() throws IOException;
    }

    private static <A> CompletableFuture<A> later(Question<A> question) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return question.ask();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                work -> Thread.ofVirtual().name("metadata-question").start(work));
    }

    private <A> A ask(Asked asked, RaftRpcRequestProto head, MessageLite question, Parser<A> parser)
            throws IOException {
        RaftPeerId to = RaftPeerId.valueOf(head.getReplyId());
        String address = addresses.get(to);
        if (address == null) {
            throw new IOException("where " + to + " is reached is not known");
        }
        byte[] answer =
                wiring.transport().ask(address, new Frame(asked.ordinal(), question.toByteArray()), asked.limit());
        return Asked.read(parser, answer);
    }

    @Override
    public void handleException(RaftPeerId member, Exception failure, boolean reconnect) {
        // a connection that failed is not used again
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
