package dfs.peer;

import dfs.peer.call.PeerClient;
import dfs.peer.call.PeerLimits;
import dfs.peer.call.PeerServer;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.LinkIdentity;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Optional;

/** Listens for other nodes, and calls them. It may run before anything else does: what answers is registered when it is there. */
public final class PeerVerticle extends VerticleBase {

    private final Endpoint at;
    private final LinkIdentity identity;
    private final PeerLimits limits;
    private final PeerServer server;
    private volatile Optional<PeerClient> client = Optional.empty();
    private volatile Optional<Endpoint> bound = Optional.empty();

    /**
     * Will listen.
     *
     * @param at an address of this node, or 0.0.0.0; port 0 for any
     * @param identity what it shows, and whom it trusts
     * @param limits how long it waits, and how much it takes on
     */
    public PeerVerticle(Endpoint at, LinkIdentity identity, PeerLimits limits) {
        this.at = at;
        this.identity = identity;
        this.limits = limits;
        this.server = new PeerServer(identity, limits);
    }

    @Override
    public Future<?> start() {
        client = Optional.of(new PeerClient(vertx, identity, limits));
        return server.listen(vertx, at).onSuccess(where -> bound = Optional.of(where));
    }

    /** Where answers are registered, at any time. */
    public PeerServer server() {
        return server;
    }

    /** Calls other nodes, from the start on. */
    public PeerClient client() {
        return client.orElseThrow(() -> new IllegalStateException("not started"));
    }

    /** Where it listens, from the end of the start on. */
    public Endpoint endpoint() {
        return bound.orElseThrow(() -> new IllegalStateException("does not listen"));
    }

    @Override
    public Future<?> stop() {
        return Future.join(
                server.close(), client.<Future<?>>map(PeerClient::close).orElseGet(Future::succeededFuture));
    }
}
