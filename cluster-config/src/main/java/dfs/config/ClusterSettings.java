package dfs.config;

import dfs.core.auth.Secret;
import dfs.protocol.cluster.Endpoint;
import java.util.List;
import java.util.Optional;

/**
 * The cluster that the node belongs to. Without nodes it is alone.
 *
 * @param nodes the core nodes, each as {@link NodeAddress} reads it
 * @param secret what nodes of the cluster know, and nobody else
 * @param host the address to listen on for other nodes
 * @param raftPort where the metadata's log is exchanged
 * @param metadataGroups over how many groups a new cluster spreads its metadata
 * @param replicas on how many nodes bytes are kept
 */
public record ClusterSettings(
        @Setting(
                env = "DFS_CLUSTER_NODES",
                about = "The core nodes of the cluster and where each listens for other nodes, this one included:"
                        + " `node1=10.0.0.1:7001,node2=10.0.0.2:7001,node3=10.0.0.3:7001`. Empty for a node alone. A node that is"
                        + " to join a cluster names itself and at least one node that is there. Hosts had better be names: where a node's"
                        + " address changes, the others reach it only after they were restarted, one after the other.")
        List<String> nodes,

        @Setting(
                env = "DFS_CLUSTER_SECRET",
                about =
                        "What all nodes of the cluster know, and nobody else, at least 16 characters: nodes prove with it that they"
                                + " belong together, and encrypt what they say to one another.",
                isSecret = true)
        Optional<Secret> secret,

        @Setting(
                env = "DFS_CLUSTER_HOST",
                byDefault = "0.0.0.0",
                about = "The address to listen on for other nodes; the port is the one that `DFS_CLUSTER_NODES` names.")
        String host,

        @Setting(
                env = "DFS_RAFT_PORT",
                byDefault = "7101",
                about = "The port on which nodes exchange the log of the metadata.")
        Port raftPort,

        @Setting(
                env = "DFS_METADATA_GROUPS",
                byDefault = "1",
                about =
                        "Over how many groups, 1 to 8, a cluster spreads its buckets' metadata: each commits by a log of its own, led by"
                                + " another node where there are as many. Read when a cluster is founded, and fixed from then on; a node that"
                                + " was alone keeps one.")
        int metadataGroups,

        @Setting(
                env = "DFS_REPLICAS",
                byDefault = "3",
                about = "On how many nodes the bytes of an object are kept, where there are as many.")
        int replicas) {

    private static final int SECRET_LENGTH_MIN = 16;
    private static final int REPLICAS_MAX = 9;
    /** Each keeps up to some 20 MiB of its log in memory. */
    private static final int GROUPS_MAX = 8;

    /** Copies the list, and checks it. */
    public ClusterSettings {
        nodes = List.copyOf(nodes);
        Rules rules = new Rules();
        for (String node : nodes) {
            var _ = rules.require(
                    NodeAddress.parse(node).isPresent(),
                    "DFS_CLUSTER_NODES: '" + node + "' is no node; write name=host:port, as node1=10.0.0.1:7001");
        }
        List<NodeAddress> parsed =
                nodes.stream().flatMap(node -> NodeAddress.parse(node).stream()).toList();
        List<String> names = parsed.stream().map(NodeAddress::nodeId).toList();
        List<Endpoint> endpoints = parsed.stream().map(NodeAddress::endpoint).toList();
        rules.require(
                        endpoints.stream().distinct().count() == endpoints.size(),
                        "DFS_CLUSTER_NODES has two nodes at one address; each node listens at one of its own")
                .require(
                        names.stream().distinct().count() == names.size(),
                        "DFS_CLUSTER_NODES names a node twice; each node has a name of its own")
                .require(
                        nodes.isEmpty() || secret.isPresent(),
                        "DFS_CLUSTER_SECRET is missing: nodes of a cluster prove with it that they belong together; set the"
                                + " same one on all of them, made with: openssl rand -base64 32")
                .require(
                        secret.stream().allMatch(each -> each.reveal().length() >= SECRET_LENGTH_MIN),
                        "DFS_CLUSTER_SECRET: use at least " + SECRET_LENGTH_MIN + " characters")
                .require(
                        metadataGroups >= 1 && metadataGroups <= GROUPS_MAX,
                        "DFS_METADATA_GROUPS=" + metadataGroups + ": use 1 to " + GROUPS_MAX)
                .require(
                        replicas >= 1 && replicas <= REPLICAS_MAX,
                        "DFS_REPLICAS=" + replicas + ": use 1 to " + REPLICAS_MAX)
                .enforce();
    }

    /** Whether the node belongs to a cluster. */
    public boolean isOn() {
        return !nodes.isEmpty();
    }

    /** The nodes named, in the order given. */
    public List<NodeAddress> addresses() {
        return nodes.stream().flatMap(node -> NodeAddress.parse(node).stream()).toList();
    }

    /** What the list says of one node. */
    public Optional<NodeAddress> address(String nodeId) {
        return addresses().stream()
                .filter(address -> address.nodeId().equals(nodeId))
                .findFirst();
    }

    /** How many replicas a write aims at: those of a node alone are one. */
    public int replicasAimedAt() {
        return isOn() ? replicas : 1;
    }
}
