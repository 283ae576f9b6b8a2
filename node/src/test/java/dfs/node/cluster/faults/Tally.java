package dfs.node.cluster.faults;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What all clients were answered, and when. Safe for any number of threads. */
final class Tally {

    private final ConcurrentLinkedQueue<Entry> entries = new ConcurrentLinkedQueue<>();

    /** What a request was. */
    enum Kind {
        WRITE,
        READ,
        /** One that went on to other nodes until it was answered. */
        PATIENT,
        /** One thing done by a client of the history. */
        HISTORY
    }

    /** One request. */
    record Entry(Kind kind, int node, long beganNanos, long endedNanos, boolean isAnswered, String what) {

        long millis() {
            return (endedNanos - beganNanos) / 1_000_000;
        }
    }

    /** Requests that began in a time. */
    record Span(List<Entry> entries) {

        long count() {
            return entries.size();
        }

        List<Entry> unanswered() {
            return entries.stream().filter(entry -> !entry.isAnswered()).toList();
        }

        Span of(Kind kind) {
            return new Span(
                    entries.stream().filter(entry -> entry.kind() == kind).toList());
        }

        Span at(List<Integer> nodes) {
            return new Span(entries.stream()
                    .filter(entry -> nodes.contains(entry.node()))
                    .toList());
        }

        /** How long requests that were answered took, so many of a thousand of them at most. */
        long millis(int ofThousand) {
            long[] sorted = entries.stream()
                    .filter(Entry::isAnswered)
                    .mapToLong(Entry::millis)
                    .sorted()
                    .toArray();
            return sorted.length == 0
                    ? 0
                    : sorted[(int) Math.min(sorted.length - 1L, sorted.length * (long) ofThousand / 1000)];
        }

        /** The longest time in which no write was acknowledged. */
        long longestGapMillis() {
            long[] acknowledged = writes().mapToLong(Entry::endedNanos).sorted().toArray();
            return LongStream.range(1, acknowledged.length)
                            .map(i -> acknowledged[(int) i] - acknowledged[(int) i - 1])
                            .max()
                            .orElse(0)
                    / 1_000_000;
        }

        /** How long after a moment the first write was acknowledged of those in here; -1 where none was. */
        long backMillis(long fromNanos) {
            return writes().mapToLong(entry -> (entry.endedNanos() - fromNanos) / 1_000_000)
                    .min()
                    .orElse(-1);
        }

        private Stream<Entry> writes() {
            return entries.stream().filter(entry -> entry.kind() == Kind.WRITE && entry.isAnswered());
        }

        @Override
        public String toString() {
            return Arrays.stream(Kind.values())
                    .map(kind -> kind + " " + of(kind).count() + " ("
                            + of(kind).unanswered().size() + " not answered)")
                    .toList()
                    .toString();
        }
    }

    void add(Entry entry) {
        entries.add(entry);
    }

    /** Begins anew. */
    void forget() {
        entries.clear();
    }

    /** Those that began at this time or later, by {@link System#nanoTime}. */
    Span since(long nanos) {
        return between(nanos, Long.MAX_VALUE);
    }

    /** Those that began at {@code from} or later, and before {@code until}. */
    Span between(long from, long until) {
        return new Span(entries.stream()
                .filter(entry -> entry.beganNanos() >= from && entry.beganNanos() < until)
                .toList());
    }
}
