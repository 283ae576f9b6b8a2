package dfs.perf.load;

import java.time.Duration;

/** How long a figure is taken, and how long the load runs before that. */
public record Span(Duration warmUp, Duration measured) {

    /** All of it counts. */
    public static Span whole(Duration most) {
        return new Span(Duration.ZERO, most);
    }
}
