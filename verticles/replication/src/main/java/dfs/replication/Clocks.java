package dfs.replication;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * The time as background work needs it.
 *
 * @param wall the time of day, as stamps are made of; it may jump
 * @param steady goes on evenly, whatever the time of day does
 * @param waits how threads wait
 */
public record Clocks(InstantSource wall, InstantSource steady, Waits waits) {

    /** Of a process: the steady one begins with the time of day now. */
    public static Clocks of(InstantSource wall) {
        long beganMillis = wall.millis();
        long beganNanos = System.nanoTime();
        return new Clocks(
                wall,
                () -> Instant.ofEpochMilli(beganMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos)),
                Waits.SYSTEM);
    }

    /**
     * The earlier of both: by it nothing is older than it looks. The time of day may have jumped ahead, which makes all that is stamped look
     * old, or back, which makes what is stamped since look old by the steady one.
     */
    public InstantSource cautious() {
        return () -> Instant.ofEpochMilli(Math.min(wall.millis(), steady.millis()));
    }
}
