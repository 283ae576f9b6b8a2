package dfs.config;

import dfs.protocol.cluster.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The bus between the nodes of a cluster. A node that stands alone has none, and looks at nothing here.
 *
 * @param host the address that the bus listens on, and that other nodes reach it at
 * @param hazelcastPort where Hazelcast listens
 * @param port where questions of other nodes come in
 * @param discovery how nodes find one another
 * @param hazelcastMembers where Hazelcast of other nodes listens, each as host:port
 * @param hazelcastService the name in the DNS whose addresses are those of the nodes
 * @param clusterName what Hazelcast calls the cluster
 * @param trustedInterfaces from where Management Center may attach
 */
public record BusSettings(
        @Setting(
                env = "DFS_BUS_HOST",
                byDefault = "127.0.0.1",
                about =
                        "The address that the bus between nodes listens on and is reached at by the others. Hazelcast itself does not"
                                + " encrypt: choose an address of a network that only the nodes use.")
        String host,

        @Setting(
                env = "DFS_HAZELCAST_PORT",
                byDefault = "5701",
                about = "The port on which Hazelcast finds and watches the other nodes.")
        Port hazelcastPort,

        @Setting(
                env = "DFS_BUS_PORT",
                byDefault = "15701",
                about =
                        "The port on which questions of other nodes come in, over mutual TLS; 0 takes any that is free.")
        Port port,

        @Setting(
                env = "DFS_DISCOVERY",
                byDefault = "static",
                about =
                        "How Hazelcast finds the other nodes: `static` asks those of `DFS_HAZELCAST_MEMBERS`, `multicast` the local"
                                + " network, `kubernetes` the DNS name of `DFS_HAZELCAST_SERVICE`.")
        Discovery discovery,

        @Setting(
                env = "DFS_HAZELCAST_MEMBERS",
                about =
                        "For `static` discovery: where Hazelcast of the nodes listens, as `host:port`, separated by commas; one that"
                                + " can be reached is enough, and this node itself may stand among them. Where there are none, the"
                                + " hosts of `DFS_CLUSTER_NODES` are asked on this node's own `DFS_HAZELCAST_PORT`.")
        List<String> hazelcastMembers,

        @Setting(
                env = "DFS_HAZELCAST_SERVICE",
                about = "For `kubernetes` discovery: the DNS name of a headless service of the nodes, such as"
                        + " `dfs.default.svc.cluster.local`.")
        Optional<String> hazelcastService,

        @Setting(
                env = "DFS_HAZELCAST_CLUSTER",
                about =
                        "What Hazelcast calls the cluster, for Management Center to name it; the same on all nodes. Without it a name that"
                                + " follows from `DFS_CLUSTER_SECRET`.")
        Optional<String> clusterName,

        @Setting(
                env = "DFS_HAZELCAST_TRUSTED",
                byDefault = "127.0.0.1",
                about =
                        "Addresses from which Management Center is answered and may manage, separated by commas, as `10.0.1.*` or"
                                + " `10.0.1.10-20`. Scripts and the console are off from anywhere.")
        List<String> trustedInterfaces) {

    private static final Pattern INTERFACE = Pattern.compile("[0-9A-Fa-f.:*-]+");

    /** How nodes find one another. */
    public enum Discovery {
        /** By a list of addresses. */
        STATIC,
        /** By a call into the local network. */
        MULTICAST,
        /** By the addresses of a Kubernetes service, out of the DNS. */
        KUBERNETES
    }

    /** Checks the values. */
    public BusSettings {
        hazelcastMembers = List.copyOf(hazelcastMembers);
        trustedInterfaces = List.copyOf(trustedInterfaces);
        new Rules()
                .require(hazelcastPort.number() != 0, "DFS_HAZELCAST_PORT=0: other nodes must know it; choose one")
                .require(
                        hazelcastMembers.stream()
                                .allMatch(member -> Endpoint.parse(member).isPresent()),
                        "DFS_HAZELCAST_MEMBERS=" + String.join(",", hazelcastMembers)
                                + ": each is host:port, such as 10.0.1.11:5701")
                .require(
                        discovery != Discovery.KUBERNETES || hazelcastService.isPresent(),
                        "DFS_DISCOVERY=kubernetes: set DFS_HAZELCAST_SERVICE to the DNS name of the nodes' service")
                .require(
                        trustedInterfaces.stream()
                                .allMatch(from -> INTERFACE.matcher(from).matches()),
                        "DFS_HAZELCAST_TRUSTED=" + String.join(",", trustedInterfaces)
                                + ": each is an address such as 10.0.1.10, 10.0.1.* or 10.0.1.10-20")
                .enforce();
    }

    /** The same, with these hosts asked where no members are named. */
    public BusSettings orHosts(List<String> hosts) {
        return hazelcastMembers.isEmpty()
                ? new BusSettings(
                        host,
                        hazelcastPort,
                        port,
                        discovery,
                        hosts.stream()
                                .map(other -> new Endpoint(other, hazelcastPort.number()).toString())
                                .toList(),
                        hazelcastService,
                        clusterName,
                        trustedInterfaces)
                : this;
    }
}
