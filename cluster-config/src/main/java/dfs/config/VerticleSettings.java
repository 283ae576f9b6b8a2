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
                        "The parts that this node is to run: a node may keep the metadata alone, or bytes alone, and ask other nodes for"
                                + " the rest. This version checks the list, and runs all parts nevertheless.")
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
        rules.enforce();
    }

    /** The parts. */
    public Set<Verticle> all() {
        Set<Verticle> all = EnumSet.noneOf(Verticle.class);
        names.forEach(name -> find(name).ifPresent(all::add));
        return all;
    }

    /** Whether the node has this part. */
    public boolean has(Verticle verticle) {
        return all().contains(verticle);
    }

    /** What is wrong with these parts on a node alone; empty where nothing is. */
    Optional<String> missingAlone() {
        Set<Verticle> all = all();
        Set<Verticle> missing = EnumSet.noneOf(Verticle.class);
        for (Verticle verticle : all) {
            verticle.needs().stream().filter(need -> !all.contains(need)).forEach(missing::add);
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("DFS_VERTICLES leaves out what the others ask, and there are no other nodes: add "
                        + list(missing) + ", or name other nodes in DFS_CLUSTER_NODES");
    }

    /** What is wrong with these parts on a node among others; empty where nothing is. */
    Optional<String> missingAmongOthers() {
        // Background work is done where the bytes are: it reads every one of them.
        return has(Verticle.REPLICATION) && !has(Verticle.STORAGE)
                ? Optional.of(
                        "DFS_VERTICLES has replication without storage: it works on the bytes of its own node; add storage, or"
                                + " leave replication out")
                : Optional.empty();
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
