package dfs.node.forming;

import dfs.core.Bytes;
import dfs.protocol.cluster.Endpoint;
import java.util.Optional;
import java.util.function.Function;

/** Nodes that tell how they stand as a test says, and are asked for nothing else. */
record ScriptedPeers(Function<Endpoint, Optional<Standing>> standings) implements Peers {

    @Override
    public Optional<Standing> standing(Endpoint peer) {
        return standings.apply(peer);
    }

    @Override
    public Optional<Bytes> masterKey(Endpoint peer) {
        return Optional.empty();
    }

    @Override
    public void admit(Endpoint peer, Standing newcomer) {
        throw new AssertionError("not asked for");
    }
}
