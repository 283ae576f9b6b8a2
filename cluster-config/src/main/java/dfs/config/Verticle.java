package dfs.config;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The parts of a node that can be left out, with what each of them needs to have somewhere. */
public enum Verticle {
    /** Answers S3 clients. */
    S3,
    /** Knows what exists. */
    METADATA,
    /** Keeps bytes. */
    STORAGE,
    /** Works in the background on bytes and metadata. */
    REPLICATION,
    /** Decides who may do what. */
    POLICY,
    /** Measures. */
    METRICS,
    /** Answers the management API. */
    MANAGEMENT;

    /** All of them. */
    public static final Set<Verticle> ALL = Set.of(values());

    private static final Map<Verticle, Set<Verticle>> NEEDS = Map.of(
            S3, EnumSet.of(METADATA, STORAGE, POLICY),
            METADATA, EnumSet.noneOf(Verticle.class),
            STORAGE, EnumSet.noneOf(Verticle.class),
            REPLICATION, EnumSet.of(METADATA, STORAGE),
            POLICY, EnumSet.of(METADATA),
            METRICS, EnumSet.noneOf(Verticle.class),
            MANAGEMENT, EnumSet.of(METADATA, POLICY, METRICS));

    /** What it asks: to be found on the same node, or where there are others, on one of them. */
    public Set<Verticle> needs() {
        return Set.copyOf(NEEDS.getOrDefault(this, Set.of()));
    }

    /** The name in the settings. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
