package dfs.replication.jobs;

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

    /** The least {@code garbageGrace}: bytes of uploads that are about to be committed are named by nothing, too. */
    public static final Duration GARBAGE_GRACE_MIN = Duration.ofMinutes(4);

    /** Refuses durations that make no sense. */
    public JobPlan {
        if (garbageGrace.compareTo(GARBAGE_GRACE_MIN) < 0) {
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
