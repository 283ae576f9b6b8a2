package dfs.perf.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a process used: since its start, or between two looks.
 *
 * @param cpu of all its cores and of the kernel for it; the system counts in steps of 10 ms
 * @param rssBytes memory that is really there, at the later look
 * @param pauses of its garbage collector, where it keeps a log of them
 * @param writes what it put on disk, where it counts that
 */
public record Usage(Duration cpu, long rssBytes, List<Duration> pauses, Optional<Writes> writes) {

    /**
     * What was put on disk.
     *
     * @param syncs of files
     * @param bytes of objects, beside the metadata
     */
    public record Writes(long syncs, long bytes) {

        /** What was written after the earlier look. */
        Writes since(Writes earlier) {
            return new Writes(syncs - earlier.syncs, bytes - earlier.bytes);
        }

        /** Those of two processes. */
        Writes and(Writes other) {
            return new Writes(syncs + other.syncs, bytes + other.bytes);
        }
    }

    public Usage {
        pauses = List.copyOf(pauses);
    }

    /** What was used after the earlier look. */
    public Usage since(Usage earlier) {
        return new Usage(
                cpu.minus(earlier.cpu),
                rssBytes,
                pauses.subList(earlier.pauses.size(), pauses.size()),
                writes.flatMap(now -> earlier.writes.map(now::since)));
    }

    /** A process that counts no writes. */
    public Usage(Duration cpu, long rssBytes, List<Duration> pauses) {
        this(cpu, rssBytes, pauses, Optional.empty());
    }

    /** That of several processes together; empty where there are none. */
    public static Optional<Usage> sum(List<Usage> all) {
        return all.stream().reduce(Usage::and);
    }

    private Usage and(Usage other) {
        return new Usage(
                cpu.plus(other.cpu),
                rssBytes + other.rssBytes,
                Stream.concat(pauses.stream(), other.pauses.stream()).toList(),
                writes.flatMap(own -> other.writes.map(own::and)));
    }

    /** The longest pause; zero where there was none. */
    public Duration pauseMax() {
        return pauses.stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }
}
