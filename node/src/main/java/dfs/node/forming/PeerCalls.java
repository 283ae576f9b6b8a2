package dfs.node.forming;

import dfs.core.Bytes;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.node.forming.Standing.Belonging;
import dfs.peer.call.Peer;
import dfs.peer.call.PeerClient;
import dfs.peer.call.PeerServer;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import dfs.protocol.cluster.Membership;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** What nodes ask of one another about the cluster itself, over the link between them: both ends of it. */
public final class PeerCalls implements Peers {

    private static final String STANDING = "/cluster/standing";
    private static final String MASTER_KEY = "/cluster/master-key";
    private static final String ADMIT = "/cluster/admit";
    private static final String ADMIT_HERE = "/cluster/admit-here";

    /** A newcomer is a member when it has all that the metadata holds. */
    private static final Duration ADMISSION = Duration.ofMinutes(2);

    private final PeerClient client;

    /** Asks by {@code client}. */
    public PeerCalls(PeerClient client) {
        this.client = client;
    }

    /** Tells others how this node stands from now on. */
    public static void tellStanding(PeerServer server, Supplier<Standing> standing) {
        server.answer(STANDING, (caller, nothing) -> Bytes.wrap(standing.get().write()));
    }

    /** Gives others the key that seals the cluster's secrets. */
    public static void tellMasterKey(PeerServer server, Bytes key) {
        server.answer(MASTER_KEY, (caller, nothing) -> key);
    }

    /**
     * Admits newcomers from now on; where another node leads, that one is asked, so that one admits after the other.
     *
     * @param own what this node belongs to: who belongs to another cluster is not admitted
     */
    public void admitNewcomers(PeerServer server, Membership membership, ClusterNodes nodes, Belonging own) {
        server.answer(ADMIT, (caller, body) -> {
            Optional<Member> leader = membership.leader().filter(other -> !membership.isSelf(other));
            if (leader.isPresent()) {
                return client.ask(Peer.of(leader.get()), ADMIT_HERE, body, ADMISSION);
            }
            admit(nodes, newcomer(body, own));
            return Bytes.EMPTY;
        });
        server.answer(ADMIT_HERE, (caller, body) -> {
            admit(nodes, newcomer(body, own));
            return Bytes.EMPTY;
        });
    }

    @Override
    public Optional<Standing> standing(Endpoint peer) {
        return answer(peer, STANDING).map(bytes -> Standing.read(bytes.array()));
    }

    @Override
    public Optional<Bytes> masterKey(Endpoint peer) {
        return answer(peer, MASTER_KEY);
    }

    @Override
    public void admit(Endpoint peer, Standing newcomer) {
        Bytes _ = client.ask(Peer.at(peer), ADMIT, Bytes.wrap(newcomer.write()), ADMISSION);
    }

    private Optional<Bytes> answer(Endpoint peer, String path) {
        try {
            return Optional.of(client.ask(Peer.at(peer), path, Bytes.EMPTY));
        } catch (S3Failure unreachable) {
            return Optional.empty();
        }
    }

    /** Who names itself among the members was one. */
    private static void admit(ClusterNodes nodes, Standing newcomer) {
        nodes.admit(newcomer.self(), newcomer.knows(newcomer.self()));
    }

    private static Standing newcomer(Bytes body, Belonging own) {
        Standing newcomer;
        try {
            newcomer = Standing.read(body.array());
        } catch (IllegalArgumentException e) {
            throw new S3Failure(ErrorCode.INVALID_REQUEST, "This names no member of a cluster.");
        }
        String cluster = newcomer.belongs().map(Belonging::cluster).orElse("none");
        if (!cluster.equals(own.cluster())) {
            throw new S3Failure(
                    ErrorCode.INVALID_REQUEST,
                    "Node " + newcomer.self().nodeId() + " belongs to cluster " + cluster + ", and this is cluster "
                            + own.cluster()
                            + ": correct its DFS_CLUSTER_NODES, or start it with an empty data folder.");
        }
        return newcomer;
    }
}
