package dfs.config;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which parts a node has.
 *
 * @param names of the parts
 */
public record VerticleSettings(
        @Setting(
                env = "DFS_VERTICLES",
                byDefault = "s3,metadata,storage,replication,policy,metrics,management",
                about =
                        "The parts that this node runs. What is left out, other nodes do: a node without s3 takes no S3 requests, one without"
                                + " storage keeps no bytes, one without metadata does not vote on it, one without replication repairs and"
                                + " collects nothing of its own.")
        List<String> names) {

    /** Checks the names. */
    public VerticleSettings {
        names = List.copyOf(names);
        Rules rules = new Rules().require(!names.isEmpty(), "DFS_VERTICLES is empty: name at least one part");
        for (String name : names) {
            rules = rules.require(
                    find(name).isPresent(),
                    "DFS_VERTICLES: '" + name + "' is no part of a node; choose of: " + list(Verticle.ALL));
        }
        rules.require( // a node's health is its own: nobody else can tell it
                        !has(names, Verticle.MANAGEMENT) || has(names, Verticle.METRICS),
                        "DFS_VERTICLES has management without metrics: it shows what the node measures; add metrics, or"
                                + " leave management out")
                .enforce();
    }

    /** The parts. */
    public Set<Verticle> all() {
        Set<Verticle> all = EnumSet.noneOf(Verticle.class);
        names.forEach(name -> find(name).ifPresent(all::add));
        return all;
    }

    /** Whether these parts ask no others than one another: S3 and the management API ask whoever decides who may do what. */
    boolean isCompleteAlone() {
        return has(names, Verticle.POLICY) || !(has(names, Verticle.S3) || has(names, Verticle.MANAGEMENT));
    }

    /** Whether the node keeps bytes. */
    public boolean hasStorage() {
        return has(names, Verticle.STORAGE);
    }

    /** Whether the node keeps metadata. */
    public boolean hasMetadata() {
        return has(names, Verticle.METADATA);
    }

    private static boolean has(List<String> names, Verticle verticle) {
        return names.stream().anyMatch(verticle.text()::equalsIgnoreCase);
    }

    private static Optional<Verticle> find(String name) {
        return Arrays.stream(Verticle.values())
                .filter(verticle -> verticle.text().equalsIgnoreCase(name))
                .findFirst();
    }

    private static String list(Set<Verticle> verticles) {
        return verticles.stream().sorted().map(Verticle::text).collect(Collectors.joining(", "));
    }
}
