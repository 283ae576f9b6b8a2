package dfs.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Time, chance, and the one thread on which everything runs that is simulated. What could run next is chosen by the seed, and time goes on
 * when nothing can: the same seed gives the same run, step by step.
 */
final class World {

    private record Step(Life life, Runnable work) {}

    /** Something that happens at a time, unless it is called off. */
    static final class Event implements Comparable<Event> {
        private final long atNanos;
        private final long number;
        private final Runnable action;
        private boolean isOff;

        private Event(long atNanos, long number, Runnable action) {
            this.atNanos = atNanos;
            this.number = number;
            this.action = action;
        }

        void callOff() {
            isOff = true;
        }

        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number);
        }
    }

    private final SplittableRandom random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<Step> ready = new ArrayList<>();
    private final List<Throwable> bugs = new ArrayList<>();
    private long nowNanos = TimeUnit.DAYS.toNanos(1);
    private long leapNanos;
    private long eventsEver;
    private long steps;
    private long trace;

    World(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The steady time. */
    long now() {
        return nowNanos;
    }

    /** What all clocks show beyond the steady time: see {@link #leap}. */
    long leapMillis() {
        return TimeUnit.NANOSECONDS.toMillis(leapNanos);
    }

    /** All clocks go forward, as if everybody had slept. */
    void leap(long nanos) {
        leapNanos += nanos;
    }

    /** How many steps were made. */
    long steps() {
        return steps;
    }

    /** Differs between runs that differ. */
    long trace() {
        return trace;
    }

    /** Below {@code bound}. */
    int dice(int bound) {
        return random.nextInt(bound);
    }

    /** Whether a thing happens that does once in so many times. */
    boolean once(int in) {
        return random.nextInt(in) == 0;
    }

    /** From {@code least} to below {@code bound}. */
    long between(long least, long bound) {
        return random.nextLong(least, bound);
    }

    long number() {
        return random.nextLong();
    }

    /** Something that went wrong in what is simulated, and should never. */
    void bug(Throwable bug) {
        bugs.add(bug);
    }

    List<Throwable> bugs() {
        return bugs;
    }

    /** Does something after so long. */
    Event after(long nanos, Runnable action) {
        Event event = new Event(nowNanos + Math.max(0, nanos), eventsEver++, action);
        events.add(event);
        return event;
    }

    /** Something could run now. */
    void ready(Life life, Runnable work) {
        ready.add(new Step(life, work));
    }

    /** Runs until something holds; false where it does not within so long. */
    boolean run(BooleanSupplier until, long limitNanos) {
        long end = nowNanos + limitNanos;
        while (!until.getAsBoolean()) {
            if (!ready.isEmpty()) {
                step();
                continue;
            }
            Event next = events.poll();
            if (next == null || next.atNanos > end) {
                if (next != null) {
                    events.add(next);
                }
                nowNanos = end;
                return false;
            }
            if (!next.isOff) {
                nowNanos = next.atNanos;
                note(next.number);
                next.action.run();
            }
        }
        return true;
    }

    /** Runs for so long. */
    void run(long nanos) {
        boolean _ = run(() -> false, nanos);
    }

    private void step() {
        int at = ready.size() == 1 ? 0 : random.nextInt(ready.size());
        Step step = ready.get(at);
        Step last = ready.removeLast();
        if (at < ready.size()) {
            ready.set(at, last);
        }
        if (!step.life().isOver()) {
            note(at);
            step.life().carry(step.work());
        }
    }

    private void note(long what) {
        steps++;
        trace = (trace ^ what ^ nowNanos) * 0x9E3779B97F4A7C15L;
        trace ^= trace >>> 29;
    }
}
