package dfs.perf.load;

import dfs.perf.client.Connection;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * One connection at work. What ends while the figure is taken is counted, whenever it began. Its numbers are read after its
 * thread has ended.
 */
final class Worker implements Runnable {

    private enum Phase {
        WARM_UP,
        MEASURED,
        STOPPED
    }

    private static final long LATENCY_MAX_NANOS = TimeUnit.HOURS.toNanos(1);
    /** A server that refuses at once is not asked a million times a second. */
    private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Connection connection;
    private final Turn turn;
    private final CountDownLatch resting;
    private final Histogram latency = histogram();
    private final Histogram firstByte = histogram();
    private long units;
    private volatile long turns;
    private long failures;
    private String firstFailure = "";
    private volatile Phase phase = Phase.WARM_UP;

    Worker(Connection connection, Turn turn, CountDownLatch resting) {
        this.connection = connection;
        this.turn = turn;
        this.resting = resting;
    }

    /** Nanoseconds up to an hour, three digits. */
    static Histogram histogram() {
        return new Histogram(LATENCY_MAX_NANOS, 3);
    }

    void measure() {
        phase = Phase.MEASURED;
    }

    void stop() {
        phase = Phase.STOPPED;
    }

    @Override
    public void run() {
        try (connection) {
            boolean hasMore = true;
            while (hasMore && phase != Phase.STOPPED) {
                hasMore = take();
            }
        } catch (IOException e) {
            failures++;
            firstFailure = e.toString();
        } finally {
            resting.countDown();
        }
    }

    private boolean take() {
        long start = System.nanoTime();
        try {
            Optional<Turn.Done> done = turn.take(connection);
            if (done.isPresent() && done.get().units() > 0 && phase == Phase.MEASURED) {
                latency.recordValue(Math.min(LATENCY_MAX_NANOS, System.nanoTime() - start));
                firstByte.recordValue(Math.min(LATENCY_MAX_NANOS, done.get().firstByteNanos()));
                units += done.get().units();
                turns = latency.getTotalCount();
            }
            return done.isPresent();
        } catch (IOException e) {
            failures++;
            firstFailure = firstFailure.isEmpty() ? e.toString() : firstFailure;
            LockSupport.parkNanos(PAUSE_AFTER_FAILURE_NANOS);
            return true;
        }
    }

    /** Counted so far; may be asked for at any time. */
    long turns() {
        return turns;
    }

    Histogram latency() {
        return latency;
    }

    Histogram firstByte() {
        return firstByte;
    }

    long units() {
        return units;
    }

    long failures() {
        return failures;
    }

    String firstFailure() {
        return firstFailure;
    }
}
