package dfs.config;

/**
 * All settings of a node.
 *
 * @param node which node this is
 * @param api the S3 port
 * @param management the management port
 * @param storage where bytes are kept
 * @param security who gets in at the first start
 * @param jobs background work
 * @param cluster the cluster that it belongs to
 * @param bus the bus between the nodes of a cluster
 * @param verticles the parts that the node has
 */
public record Settings(
        NodeSettings node,
        ApiSettings api,
        ManagementSettings management,
        StorageSettings storage,
        SecuritySettings security,
        JobSettings jobs,
        ClusterSettings cluster,
        BusSettings bus,
        VerticleSettings verticles) {

    /** Checks what must hold between the parts. */
    public Settings {
        int replicas = cluster.replicasAimedAt();
        new Rules()
                .require(
                        cluster.isOn() || verticles.isCompleteAlone(),
                        "DFS_VERTICLES leaves out policy, which s3 and management ask, and there are no other nodes: add policy, or"
                                + " name other nodes in DFS_CLUSTER_NODES")
                .require(
                        cluster.isOn() || verticles.hasStorage(),
                        "DFS_VERTICLES leaves out storage, and there are no other nodes to keep bytes: add storage, or name other nodes in"
                                + " DFS_CLUSTER_NODES")
                .require(
                        cluster.isOn() || verticles.hasMetadata(),
                        "DFS_VERTICLES leaves out metadata, and there are no other nodes to keep it: add metadata, or name other nodes in"
                                + " DFS_CLUSTER_NODES")
                .require(
                        !cluster.isOn() || cluster.address(node.id()).isPresent(),
                        "DFS_CLUSTER_NODES does not name this node, NODE_ID=" + node.id()
                                + "; add it, with the host and port at which other nodes reach it")
                .require(
                        storage.backend() != StorageSettings.Backend.DISTRIBUTED || cluster.isOn(),
                        "STORAGE_ENV=distributed needs other nodes: name them in DFS_CLUSTER_NODES, or set STORAGE_ENV=local")
                .require(
                        storage.quorum().stream().allMatch(quorum -> quorum <= replicas),
                        "QUORUM_SIZE=" + storage.quorum().orElse(0) + ": there are "
                                + (cluster.isOn()
                                        ? replicas + " replicas (DFS_REPLICAS); set at most as much"
                                        : "no other nodes, so this one is the only replica; set QUORUM_SIZE=1 or remove it, or"
                                                + " name other nodes in DFS_CLUSTER_NODES"))
                .enforce();
    }

    /** On how many replicas a write must be before it is acknowledged: as set, else on most of them. */
    public int quorum() {
        return storage.quorum().orElse(cluster.replicasAimedAt() / 2 + 1);
    }
}
