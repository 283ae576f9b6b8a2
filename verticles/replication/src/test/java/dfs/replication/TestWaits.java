package dfs.replication;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;

/** A steady time that passes only when it is told to. */
public final class TestWaits implements Waits {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final int LOOKS_MAX = 30_000;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();

    /** Lets time pass. */
    public void advance(Duration by) {
        nanos.getAndAdd(by.toNanos());
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // whoever calls does it in one
    public long await(Condition condition, long leftNanos) throws InterruptedException {
        if (looks.incrementAndGet() > LOOKS_MAX) {
            throw new AssertionError("what is waited for does not come");
        }
        long began = nanoTime();
        long _ = condition.awaitNanos(LOOK_NANOS);
        return leftNanos - (nanoTime() - began);
    }
}
