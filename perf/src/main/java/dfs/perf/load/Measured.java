package dfs.perf.load;

import dfs.perf.server.Usage;
import java.time.Duration;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What was counted while a load ran.
 *
 * @param latency of each turn, in nanoseconds
 * @param firstByte until each reply began, in nanoseconds
 * @param server what the server used, where it can be seen
 * @param clientCpuNanos what this process used
 */
public record Measured(
        int connections,
        Duration elapsed,
        long units,
        long failures,
        String firstFailure,
        Histogram latency,
        Histogram firstByte,
        Optional<Usage> server,
        long clientCpuNanos) {

    public double unitsPerSecond() {
        return elapsed.isZero() ? 0 : units * 1e9 / elapsed.toNanos();
    }
}
