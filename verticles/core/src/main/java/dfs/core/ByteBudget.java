package dfs.core;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes may be held at a time, by all together who take from it. Nobody waits for it: who gets nothing of it does without.
 * Safe for several threads.
 */
public final class ByteBudget {

    private final AtomicLong leftBytes;

    /** A budget of so many bytes, none of them taken. */
    public ByteBudget(long bytes) {
        leftBytes = new AtomicLong(bytes);
    }

    /** Takes so many bytes if they are left. */
    public boolean tryTake(long bytes) {
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
    public void give(long bytes) {
        leftBytes.addAndGet(bytes);
    }

    /** How many bytes are left. */
    public long leftBytes() {
        return leftBytes.get();
    }
}
