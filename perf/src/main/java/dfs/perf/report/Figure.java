package dfs.perf.report;

import dfs.perf.load.Measured;
import dfs.perf.server.Usage;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * One line of the table.
 *
 * @param name of what was measured; with the connections it is unique
 * @param connections 0 where there were none: a limit of the disk or of a core
 * @param unit what was counted
 * @param unitBytes the size of one; 0 where it has none
 * @param perSecond units per second
 * @param beside the physical limit of the same run
 * @param writes what a unit put on disk, where the server counts it
 */
public record Figure(
        String name,
        int connections,
        String unit,
        long unitBytes,
        double perSecond,
        Optional<Latency> latency,
        OptionalDouble serverMicrosPerUnit,
        OptionalDouble clientMicrosPerUnit,
        OptionalDouble rssMib,
        OptionalDouble gcPauseMaxMillis,
        long failures,
        String firstFailure,
        Optional<Limit> beside,
        Optional<Writes> writes) {

    /** Milliseconds. */
    public record Latency(double p50, double p99, double p999, double max, double firstByteP50, double firstByteP99) {}

    /** What bounds a figure: units per second of the same kind. */
    public record Limit(String name, double perSecond) {}

    /**
     * What a unit put on disk, on all nodes together.
     *
     * @param syncs of files
     * @param copies of its bytes, beside the metadata; each beyond the first went over the network once more
     */
    public record Writes(double syncs, double copies) {}

    private static final double NANOS_PER_MILLI = 1e6;

    /** What a load gave. */
    public static Figure of(String name, String unit, long unitBytes, Measured measured) {
        double units = Math.max(1, measured.units());
        Optional<Usage> server = measured.server();
        return new Figure(
                name,
                measured.connections(),
                unit,
                unitBytes,
                measured.unitsPerSecond(),
                Optional.of(latency(measured.latency(), measured.firstByte())),
                of(server.map(used -> used.cpu().toNanos() / 1e3 / units)),
                OptionalDouble.of(measured.clientCpuNanos() / 1e3 / units),
                of(server.map(used -> used.rssBytes() / 1048576.0)),
                of(server.map(used -> used.pauseMax().toNanos() / NANOS_PER_MILLI)),
                measured.failures(),
                measured.firstFailure(),
                Optional.empty(),
                server.flatMap(Usage::writes)
                        .map(wrote -> new Writes(
                                wrote.syncs() / units, unitBytes == 0 ? 0 : wrote.bytes() / units / unitBytes)));
    }

    /** A rate that has no latency and no server. */
    public static Figure rate(String name, String unit, long unitBytes, double perSecond) {
        OptionalDouble none = OptionalDouble.empty();
        return new Figure(
                name,
                0,
                unit,
                unitBytes,
                perSecond,
                Optional.empty(),
                none,
                none,
                none,
                none,
                0,
                "",
                Optional.empty(),
                Optional.empty());
    }

    /** The same under another name. */
    public Figure named(String other) {
        return with(other, beside);
    }

    /** The figure beside its limit. */
    public Figure beside(String limit, double limitPerSecond) {
        return with(name, Optional.of(new Limit(limit, limitPerSecond)));
    }

    private Figure with(String otherName, Optional<Limit> otherLimit) {
        return new Figure(
                otherName,
                connections,
                unit,
                unitBytes,
                perSecond,
                latency,
                serverMicrosPerUnit,
                clientMicrosPerUnit,
                rssMib,
                gcPauseMaxMillis,
                failures,
                firstFailure,
                otherLimit,
                writes);
    }

    /** How near it comes to its limit; 1 is there. */
    public OptionalDouble ofLimit() {
        return of(beside.filter(limit -> limit.perSecond() > 0).map(limit -> perSecond / limit.perSecond()));
    }

    private static Latency latency(Histogram whole, Histogram firstByte) {
        return new Latency(
                millis(whole, 50),
                millis(whole, 99),
                millis(whole, 99.9),
                millis(whole, 100),
                millis(firstByte, 50),
                millis(firstByte, 99));
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }

    private static OptionalDouble of(Optional<Double> value) {
        return value.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    }
}
