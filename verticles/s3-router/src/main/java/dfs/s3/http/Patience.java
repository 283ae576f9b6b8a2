package dfs.s3.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long we go on waiting for a client. Waiting uses it up, and each byte that moves gives some back, never more than there
 * was at first: a client that falls silent loses it within the limit, and so does, a little later, one that moves fewer bytes
 * per second than it must. Our own slowness costs the client nothing. Used by one thread.
 */
final class Patience {

    private final long limitNanos;
    private final double nanosPerByte;
    private long leftNanos;

    /**
     * Patience of {@code limit}, of which a second is given back for each {@code bytesPerSecondMin}; 0 gives back all of it
     * with each byte.
     */
    Patience(Duration limit, int bytesPerSecondMin) {
        this.limitNanos = limit.toNanos();
        this.nanosPerByte = bytesPerSecondMin == 0 ? limitNanos : 1e9 / bytesPerSecondMin;
        this.leftNanos = limitNanos;
    }

    /** How long the next wait may be. */
    long leftNanos() {
        return leftNanos;
    }

    /** How long it may take until this many bytes have moved. */
    long leftMillisFor(long bytes) {
        return TimeUnit.NANOSECONDS.toMillis(leftNanos + nanos(bytes)) + 1;
    }

    private long nanos(long bytes) {
        return (long) ((double) bytes * nanosPerByte);
    }

    /** We waited. */
    void waited(long nanos) {
        leftNanos -= nanos;
    }

    /** Bytes moved. */
    void moved(long bytes) {
        leftNanos = Math.min(limitNanos, leftNanos + nanos(bytes));
    }
}
