package dfs.peer;

import dfs.peer.call.PeerClient;
import dfs.peer.call.PeerLimits;
import dfs.peer.call.PeerServer;
import dfs.peer.link.Authority;
import dfs.peer.link.ClusterSecret;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.LinkIdentity;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Nodes on loopback, for the tests of this module. */
public final class Nodes implements AutoCloseable {

    /** Longer than anything takes that does not hang, on a busy machine too. */
    public static final PeerLimits PATIENT = new PeerLimits(
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(1),
            64,
            64);

    /** Short enough for tests of what hangs. */
    public static final PeerLimits SHORT = new PeerLimits(
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ofSeconds(20),
            Duration.ofSeconds(1),
            64,
            64);

    private static final Authority AUTHORITY = Authority.of(ClusterSecret.of("the secret of the tests"));
    private static final Authority STRANGERS = Authority.of(ClusterSecret.of("the secret of strangers"));

    /** What all of them run on. */
    public final Vertx vertx = Vertx.vertx();

    private final SecureRandom random = new SecureRandom();
    private final List<PeerServer> servers = new ArrayList<>();

    /** An identity of the cluster. */
    public LinkIdentity member(String nodeId) {
        return AUTHORITY.issue(nodeId, Set.of(), random);
    }

    /** An identity of another cluster. */
    public LinkIdentity stranger(String nodeId) {
        return STRANGERS.issue(nodeId, Set.of(), random);
    }

    /** A server that is not listening yet. */
    public PeerServer server(LinkIdentity identity, PeerLimits limits) {
        PeerServer server = new PeerServer(identity, limits);
        servers.add(server);
        return server;
    }

    /** Lets a server listen on a port of its own. */
    public Endpoint listen(PeerServer server) {
        return server.listen(vertx, new Endpoint("127.0.0.1", 0)).await();
    }

    /** A client. */
    public PeerClient client(LinkIdentity identity, PeerLimits limits) {
        return new PeerClient(vertx, identity, limits);
    }

    @Override
    public void close() {
        servers.forEach(server -> server.close().await());
        vertx.close().await();
    }
}
