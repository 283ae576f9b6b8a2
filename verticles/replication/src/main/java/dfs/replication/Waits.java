package dfs.replication;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A steady time, and how threads wait by it: whoever gives a node another one decides when its time passes. */
public interface Waits {

    /** The time of the process. */
    Waits SYSTEM = new Waits() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        @SuppressWarnings("WaitNotInLoop") // whoever calls does it in one
        public long await(Condition condition, long nanos) throws InterruptedException {
            return condition.awaitNanos(nanos);
        }
    };

    /** As {@link System#nanoTime}. */
    long nanoTime();

    /** As {@link Condition#awaitNanos}. */
    long await(Condition condition, long nanos) throws InterruptedException;

    /** Returns after so long. */
    default void sleep(long nanos) throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        Condition never = lock.newCondition();
        lock.lock();
        try {
            long left = nanos;
            while (left > 0) {
                left = await(never, left);
            }
        } finally {
            lock.unlock();
        }
    }
}
