package dfs.perf.scenario;

import dfs.perf.client.PayloadMode;
import dfs.perf.load.Span;
import java.time.Duration;
import java.util.List;

/**
 * How long and how wide a run is.
 *
 * @param connections at which every figure is taken; empty: those that suit it
 * @param sustained how long writes go on in the figure that compares the first with the last minute
 */
public record Settings(
        boolean isQuick,
        PayloadMode payload,
        Span span,
        Duration limitTime,
        List<Integer> connections,
        Duration sustained) {

    /** A run of one or two minutes. */
    public static Settings quick(PayloadMode payload) {
        Span span = new Span(Duration.ofMillis(1000), Duration.ofMillis(2500));
        return new Settings(true, payload, span, Duration.ofMillis(700), List.of(), Duration.ofSeconds(30));
    }

    /** All figures, long enough to be trusted. */
    public static Settings full(PayloadMode payload) {
        Span span = new Span(Duration.ofSeconds(3), Duration.ofSeconds(10));
        return new Settings(false, payload, span, Duration.ofSeconds(3), List.of(), Duration.ofMinutes(10));
    }

    public Settings withConnections(List<Integer> chosen) {
        return new Settings(isQuick, payload, span, limitTime, chosen, sustained);
    }

    public Settings withSpan(Span chosen) {
        return new Settings(isQuick, payload, chosen, limitTime, connections, sustained);
    }

    public Settings withSustained(Duration chosen) {
        return new Settings(isQuick, payload, span, limitTime, connections, chosen);
    }

    /** The chosen connections; else these, of which a quick run takes the first list. */
    List<Integer> connections(List<Integer> quick, List<Integer> full) {
        return connections.isEmpty() ? (isQuick ? quick : full) : connections;
    }
}
