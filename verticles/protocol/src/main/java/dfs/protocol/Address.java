package dfs.protocol;

import java.time.Duration;

/** The one list of places that answer questions, each with the time after which an ask of it counts as unknown. */
public enum Address {
    /** Reads of the metadata: {@link dfs.protocol.metadata.Read}. */
    METADATA_READ("dfs.metadata.read", Duration.ofSeconds(10), 4096),
    /** Commits to the metadata: {@link dfs.protocol.metadata.Commit}. */
    METADATA_COMMIT("dfs.metadata.commit", Duration.ofSeconds(30), 16_384),
    /** Authorisation: {@link dfs.protocol.access.Authorize}. */
    POLICY("dfs.policy", Duration.ofSeconds(10), 4096),
    /** Background work: the questions of {@link dfs.protocol.job}. */
    JOBS("dfs.jobs", Duration.ofSeconds(30), 64),
    /** The Prometheus page, the health of the node and the dashboard's figures: {@link dfs.protocol.health}. */
    METRICS("dfs.metrics", Duration.ofSeconds(10), 64),
    /** The nodes of the cluster: {@link dfs.protocol.cluster.Cluster}. */
    CLUSTER("dfs.cluster", Duration.ofSeconds(60), 64);

    private final String text;
    private final Duration timeout;
    private final int inFlightMax;

    Address(String text, Duration timeout, int inFlightMax) {
        this.text = text;
        this.timeout = timeout;
        this.inFlightMax = inFlightMax;
    }

    /** The event-bus address. */
    public String text() {
        return text;
    }

    /** After this long without an answer the outcome is unknown. */
    public Duration timeout() {
        return timeout;
    }

    /** How many questions one node answers at a time here; the next one is told to slow down. */
    public int inFlightMax() {
        return inFlightMax;
    }

    /**
     * Whether answers are about the node that gives them. Who has none of its own to ask asks the same other one each time, as long as that
     * answers, and so finds again what it began there.
     */
    public boolean isAboutItsNode() {
        return this == JOBS || this == METRICS;
    }
}
