package dfs.peer.call;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Remembers that a node did not answer, so that not everybody waits for it: after a failure nobody tries for a while, then one does, and
 * all again once it succeeded (Nygard, Release It, "circuit breaker"). Safe for several threads.
 */
final class Breaker {

    private static final long PAUSE_MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** Beyond it the longest pause is reached, whatever that is. */
    private static final int DOUBLINGS_MAX = 16;

    private final long probeNanos;
    private final long pauseMaxNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private int failures;
    private boolean hasAnswered;
    private long answeredNanos;
    private long retryNanos;

    /**
     * A breaker whose single trier is given {@code probeNanos} before another one may try; pauses double with each failure, up to
     * {@code pauseMaxNanos}.
     */
    Breaker(long probeNanos, long pauseMaxNanos) {
        this.probeNanos = probeNanos;
        this.pauseMaxNanos = pauseMaxNanos;
    }

    /** Whether the caller may try now. It tells how that ended. */
    boolean mayTry(long nowNanos) {
        lock.lock();
        try {
            if (failures == 0) {
                return true;
            }
            if (nowNanos - retryNanos < 0) {
                return false;
            }
            retryNanos = nowNanos + probeNanos;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The node answered, be it with an error. Returns whether it did not before. */
    boolean succeeded(long nowNanos) {
        lock.lock();
        try {
            hasAnswered = true;
            answeredNanos = nowNanos;
            boolean wasAway = failures > 0;
            failures = 0;
            return wasAway;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The node did not answer a call that began at that time; where it answered another one since, that says nothing. Returns whether it
     * counts as away from now on and did not before.
     */
    boolean failed(long beganNanos, long nowNanos) {
        lock.lock();
        try {
            if (hasAnswered && answeredNanos - beganNanos >= 0) {
                return false;
            }
            retryNanos = nowNanos + Math.min(PAUSE_MIN_NANOS << Math.min(failures, DOUBLINGS_MAX), pauseMaxNanos);
            failures++;
            return failures == 1;
        } finally {
            lock.unlock();
        }
    }
}
