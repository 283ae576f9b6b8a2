package dfs.node.forming;

import dfs.core.Bytes;
import dfs.protocol.cluster.Endpoint;
import java.util.Optional;

/** What a node asks of other nodes before it knows of a cluster. Calls block, for a second or two at most. */
public interface Peers {

    /** How the node that listens there stands; empty where it does not answer. */
    Optional<Standing> standing(Endpoint peer);

    /** The key that seals the cluster's secrets; empty where it does not answer. */
    Optional<Bytes> masterKey(Endpoint peer);

    /**
     * Asks a member to make {@code newcomer} a member, in place of what the same node was before.
     *
     * @throws dfs.core.error.S3Failure where that was not done; {@code InvalidRequest} where it belongs to another cluster
     */
    void admit(Endpoint peer, Standing newcomer);
}
