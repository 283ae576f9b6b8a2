package dfs.config;

import java.util.Locale;
import java.util.Set;

/** The parts of a node. */
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

    /** The name in the settings. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
