package dfs.core.placement;

import dfs.core.name.BlobId;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which nodes keep a blob: those that score highest for it, so that everybody who knows the nodes finds the same ones, and that a node which
 * comes or goes moves no blob but those it takes or leaves (weighted rendezvous hashing: Thaler and Ravishankar, "Using Name-Based
 * Mappings to Increase Hit Rates", 1998; weights after Schindelhauer and Schomaker, 2005). Immutable.
 */
public final class Placement {

    private static final double UNIT = 0x1.0p-53;

    private final List<Node> nodes;
    private final List<String> all;
    private final int replicas;

    private record Node(String id, long hash, double weight) {}

    private record Scored(String id, double score) {}

    /**
     * A placement.
     *
     * @param weights the share of blobs of each node by its id, in relation to the others; above 0
     * @param replicas how many of them keep a blob, where there are as many
     */
    public Placement(Map<String, Double> weights, int replicas) {
        if (weights.isEmpty()
                || replicas < 1
                || weights.values().stream().anyMatch(weight -> !(weight > 0 && Double.isFinite(weight)))) {
            throw new IllegalArgumentException("weights " + weights + ", replicas " + replicas);
        }
        this.nodes = new TreeMap<>(weights)
                .entrySet().stream()
                        .map(node -> new Node(node.getKey(), hash(node.getKey()), node.getValue()))
                        .toList();
        this.all = nodes.stream().map(Node::id).toList();
        this.replicas = Math.min(replicas, nodes.size());
    }

    /** A placement over nodes that are alike. */
    public static Placement of(List<String> nodeIds, int replicas) {
        return new Placement(nodeIds.stream().collect(Collectors.toMap(id -> id, id -> 1.0)), replicas);
    }

    /** How many nodes keep a blob. */
    public int replicas() {
        return replicas;
    }

    /** The nodes that keep a blob; in an order of the blob's own where not all do. */
    public List<String> holders(BlobId id) {
        if (replicas == nodes.size()) {
            return all;
        }
        return nodes.stream()
                .map(node -> new Scored(node.id(), score(node, id)))
                .sorted(Comparator.comparingDouble(Scored::score).reversed().thenComparing(Scored::id))
                .limit(replicas)
                .map(Scored::id)
                .toList();
    }

    /** Whether a node is one of them. */
    public boolean isHolder(String nodeId, BlobId id) {
        return holders(id).contains(nodeId);
    }

    private static double score(Node node, BlobId id) {
        long mixed = mix(mix(node.hash() ^ id.high()) ^ id.low());
        double uniform = ((mixed >>> 11) + 0.5) * UNIT;
        // StrictMath: all machines agree to the last bit.
        return -node.weight() / StrictMath.log(uniform);
    }

    private static long hash(String text) {
        long hash = 0;
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            hash = mix(hash + octet + 1);
        }
        return hash;
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014), on the next number of its sequence. */
    private static long mix(long value) {
        long mixed = value + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
