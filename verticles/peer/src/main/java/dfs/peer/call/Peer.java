package dfs.peer.call;

import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import java.util.Optional;

/**
 * A node to call.
 *
 * @param endpoint where it listens for other nodes
 * @param nodeId who must answer there, by its certificate; empty where any node of the cluster may
 */
public record Peer(Endpoint endpoint, Optional<String> nodeId) {

    /** A member, and nobody else. */
    public static Peer of(Member member) {
        return new Peer(member.peer(), Optional.of(member.nodeId()));
    }

    /** Whoever of the cluster listens there. */
    public static Peer at(Endpoint endpoint) {
        return new Peer(endpoint, Optional.empty());
    }

    /** As messages name it. */
    String text() {
        return nodeId.map(id -> "node " + id + " (" + endpoint + ")").orElseGet(() -> "the node at " + endpoint);
    }
}
