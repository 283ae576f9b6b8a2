package dfs.replication.jobs;

import dfs.protocol.metadata.Mutation;
import java.time.Duration;

/**
 * When background work runs, and how hard.
 *
 * @param garbageGrace how old bytes must be that nothing names before they are taken for garbage
 * @param readGrace how long bytes stay after the last version that named them went: readers under way may still want them
 * @param garbageInterval how often such bytes are looked for
 * @param sweepInterval how often condemned blobs are deleted
 * @param scrubInterval how often every blob is read and checked
 * @param scrubBytesPerSecond how fast, at most
 * @param compactionInterval how often segments are looked through for space to give back
 */
public record JobPlan(
        Duration garbageGrace,
        Duration readGrace,
        Duration garbageInterval,
        Duration sweepInterval,
        Duration scrubInterval,
        long scrubBytesPerSecond,
        Duration compactionInterval) {

    /** How often condemned blobs are deleted, where nothing else is asked for: soon, and too seldom to be felt. */
    public static final Duration SWEEP_INTERVAL = Duration.ofSeconds(10);

    /** How fast blobs are read to be checked, where nothing else is asked for: a tenth of what a plain disk gives. */
    public static final long SCRUB_BYTES_PER_SECOND = 32L << 20;

    /** Checks that no commit can name what a census may have taken: the grace exceeds the commit window amply. */
    public JobPlan {
        if (garbageGrace.toMillis() < 2 * Mutation.COMMIT_WINDOW_MILLIS) {
            throw new IllegalArgumentException("garbageGrace " + garbageGrace);
        }
        if (readGrace.isNegative()
                || !garbageInterval.isPositive()
                || !sweepInterval.isPositive()
                || !scrubInterval.isPositive()
                || scrubBytesPerSecond < 1
                || !compactionInterval.isPositive()) {
            throw new IllegalArgumentException("readGrace " + readGrace + ", garbageInterval " + garbageInterval
                    + ", sweepInterval " + sweepInterval
                    + ", scrubInterval " + scrubInterval + ", scrubBytesPerSecond " + scrubBytesPerSecond
                    + ", compactionInterval " + compactionInterval);
        }
    }
}
