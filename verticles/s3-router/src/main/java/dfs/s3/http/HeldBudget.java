package dfs.s3.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of bodies may wait in memory for who reads them, of all requests together. Nobody waits for it: who gets
 * nothing of it holds less.
 */
final class HeldBudget {

    /** Lets 256 bodies be held as large as one may be; a thousand that are all slowly read hold little each. */
    static final long BYTES_MAX = 32L << 20;

    private final AtomicLong leftBytes;

    HeldBudget(long bytes) {
        leftBytes = new AtomicLong(bytes);
    }

    /** Takes so many bytes if they are left. */
    boolean tryTake(long bytes) {
        long left = leftBytes.get();
        while (left >= bytes) {
            if (leftBytes.compareAndSet(left, left - bytes)) {
                return true;
            }
            left = leftBytes.get();
        }
        return false;
    }

    /** Gives back what was taken. */
    void give(long bytes) {
        leftBytes.addAndGet(bytes);
    }

    /** How many bytes are left. */
    long leftBytes() {
        return leftBytes.get();
    }
}
