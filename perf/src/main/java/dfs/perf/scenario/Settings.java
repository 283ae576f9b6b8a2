package dfs.perf.scenario;

import dfs.perf.client.PayloadMode;
import dfs.perf.load.Span;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How long and how wide a run is.
 *
 * @param connections at which every figure is taken; empty: those that suit it
 * @param warmUp how long a server is warmed up at most; empty: as long as suits it
 * @param sustained how long writes go on in the figure that compares the first with the last minute
 */
public record Settings(
        boolean isQuick,
        PayloadMode payload,
        Span span,
        Duration limitTime,
        List<Integer> connections,
        Optional<Duration> warmUp,
        Duration sustained) {

    /** Figures of one or two minutes in all. */
    public static Settings quick(PayloadMode payload) {
        Span span = new Span(Duration.ofMillis(1000), Duration.ofMillis(2500));
        return new Settings(
                true, payload, span, Duration.ofMillis(700), List.of(), Optional.empty(), Duration.ofSeconds(30));
    }

    /** All figures, long enough to be trusted. */
    public static Settings full(PayloadMode payload) {
        Span span = new Span(Duration.ofSeconds(3), Duration.ofSeconds(10));
        return new Settings(
                false, payload, span, Duration.ofSeconds(3), List.of(), Optional.empty(), Duration.ofMinutes(10));
    }

    public Settings withConnections(List<Integer> chosen) {
        return new Settings(isQuick, payload, span, limitTime, chosen, warmUp, sustained);
    }

    public Settings withSpan(Span chosen) {
        return new Settings(isQuick, payload, chosen, limitTime, connections, warmUp, sustained);
    }

    public Settings withWarmUp(Duration chosen) {
        return new Settings(isQuick, payload, span, limitTime, connections, Optional.of(chosen), sustained);
    }

    public Settings withSustained(Duration chosen) {
        return new Settings(isQuick, payload, span, limitTime, connections, warmUp, chosen);
    }

    /** The chosen connections; else these, of which a quick run takes the first list. */
    List<Integer> connections(List<Integer> quick, List<Integer> full) {
        return connections.isEmpty() ? (isQuick ? quick : full) : connections;
    }
}
