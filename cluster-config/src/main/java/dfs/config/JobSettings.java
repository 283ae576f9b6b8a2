package dfs.config;

import java.time.Duration;

/**
 * Background work.
 *
 * @param garbageGrace how old bytes that nothing names must be before they are taken for garbage
 * @param readGrace how long bytes stay after the last version that named them went
 * @param garbageInterval how often garbage is looked for
 * @param scrubInterval how often every blob is read and checked
 * @param scrubBytesPerSecond how fast, at most
 * @param compactionInterval how often segments are looked through for space to give back
 */
public record JobSettings(
        @Setting(
                env = "DFS_GARBAGE_GRACE",
                byDefault = "24h",
                about =
                        "How old bytes must be that no version names before they are deleted as garbage; at least 5m, for uploads"
                                + " under way are such bytes.")
        Duration garbageGrace,

        @Setting(
                env = "DFS_READ_GRACE",
                byDefault = "1m",
                about =
                        "How long bytes stay after their last version was deleted or replaced, so that downloads under way can"
                                + " end; 0s gives their space back at once.")
        Duration readGrace,

        @Setting(env = "DFS_GARBAGE_INTERVAL", byDefault = "1h", about = "How often garbage is looked for.")
        Duration garbageInterval,

        @Setting(env = "DFS_SCRUB_INTERVAL", byDefault = "7d", about = "How often every blob is read and checked.")
        Duration scrubInterval,

        @Setting(
                env = "DFS_SCRUB_RATE",
                byDefault = "32MiB",
                about = "How much of the blobs is read and checked in a second, at most; traffic slows it further.")
        ByteSize scrubBytesPerSecond,

        @Setting(
                env = "DFS_COMPACTION_INTERVAL",
                byDefault = "10m",
                about = "How often segments are looked through for deleted space to give back.")
        Duration compactionInterval) {

    private static final Duration GRACE_MIN = Duration.ofMinutes(5);

    /** Checks the values. */
    public JobSettings {
        new Rules()
                .require(garbageGrace.compareTo(GRACE_MIN) >= 0, "DFS_GARBAGE_GRACE: must be 5m or longer")
                .require(!readGrace.isNegative(), "DFS_READ_GRACE: must be 0s or longer")
                .require(garbageInterval.isPositive(), "DFS_GARBAGE_INTERVAL: must be longer than 0")
                .require(scrubInterval.isPositive(), "DFS_SCRUB_INTERVAL: must be longer than 0")
                .require(scrubBytesPerSecond.bytes() >= 1, "DFS_SCRUB_RATE: must be more than 0")
                .require(compactionInterval.isPositive(), "DFS_COMPACTION_INTERVAL: must be longer than 0")
                .enforce();
    }
}
