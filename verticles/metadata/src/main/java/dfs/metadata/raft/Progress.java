package dfs.metadata.raft;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Lets readers wait until apply has come so far. Costs apply nothing while nobody waits. Safe for any number of threads. */
final class Progress {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();

    /** Something was applied. */
    void moved() {
        if (waiting.get() > 0) {
            lock.lock();
            try {
                moved.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits until it is so, and says whether it is; {@code deadlineNanos} is of {@link System#nanoTime}. */
    boolean await(BooleanSupplier isReached, long deadlineNanos) throws InterruptedException {
        if (isReached.getAsBoolean()) {
            return true;
        }
        waiting.incrementAndGet(); // before it is asked once more: whoever moves then sees it
        lock.lock();
        try {
            while (!isReached.getAsBoolean()) {
                long left = deadlineNanos - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                boolean _ = moved.await(left, TimeUnit.NANOSECONDS);
            }
            return true;
        } finally {
            lock.unlock();
            waiting.decrementAndGet();
        }
    }
}
