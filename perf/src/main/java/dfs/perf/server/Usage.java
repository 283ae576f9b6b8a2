package dfs.perf.server;

import java.time.Duration;
import java.util.List;

/**
 * What a process used: since its start, or between two looks.
 *
 * @param cpu of all its cores and of the kernel for it; the system counts in steps of 10 ms
 * @param rssBytes memory that is really there, at the later look
 * @param pauses of its garbage collector, where it keeps a log of them
 */
public record Usage(Duration cpu, long rssBytes, List<Duration> pauses) {

    public Usage {
        pauses = List.copyOf(pauses);
    }

    /** What was used after the earlier look. */
    public Usage since(Usage earlier) {
        return new Usage(cpu.minus(earlier.cpu), rssBytes, pauses.subList(earlier.pauses.size(), pauses.size()));
    }

    /** The longest pause; zero where there was none. */
    public Duration pauseMax() {
        return pauses.stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }
}
