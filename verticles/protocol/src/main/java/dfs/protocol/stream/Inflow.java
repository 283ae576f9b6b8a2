package dfs.protocol.stream;

import dfs.core.BudgetShare;
import dfs.core.ByteBudget;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Carries bytes from the event loop that receives them to the virtual thread that reads them. What was received and not read yet is bounded:
 * beyond {@link #HELD_BYTES_MAX} the source is paused, and, once the budget of all together is spent, beyond the first buffer, which each
 * may always hold. One thread at a time reads; what is not said to be for the event loop is safe for several.
 */
public final class Inflow {

    /** Bytes held before the source is paused: enough to keep both sides busy, little enough for a thousand of them. */
    public static final int HELD_BYTES_MAX = 256 << 10;

    /** Where a source goes on that was paused because enough is held. */
    private static final int HELD_BYTES_LOW = HELD_BYTES_MAX / 2;

    private final Context context;
    private final Source source;
    private final BudgetShare share;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final ArrayDeque<ByteBuffer> held = new ArrayDeque<>();
    private long resumeBytes = HELD_BYTES_LOW;
    private boolean isPaused;
    private boolean isTelling;
    private boolean isDiscarding;
    private boolean hasEnded;
    private Optional<S3Failure> failure = Optional.empty();

    /** Where the bytes come from. It is called on its event loop. */
    public interface Source {
        /** Sends no more until it is resumed. */
        void pause();

        /** Sends on; what waited may come within the call. */
        void resume();
    }

    /**
     * Nothing is held yet.
     *
     * @param context in which the source's handlers run
     * @param budget of all that is held together
     */
    public Inflow(Context context, Source source, ByteBudget budget) {
        this.context = context;
        this.source = source;
        this.share = new BudgetShare(budget);
    }

    /**
     * The next bytes; empty at the end.
     *
     * @param patienceNanos how long none may come
     * @param late what is thrown, now and from then on, where none came for so long
     * @throws S3Failure where the bytes failed, whatever is held
     */
    public Optional<ByteBuffer> next(long patienceNanos, Supplier<S3Failure> late) {
        lock.lock();
        try {
            long leftNanos = patienceNanos;
            while (held.isEmpty() && !hasEnded && failure.isEmpty()) {
                if (leftNanos <= 0) {
                    failure = Optional.of(late.get());
                } else {
                    leftNanos = arrival.awaitNanos(leftNanos);
                }
            }
            if (failure.isPresent()) {
                throw failure.get();
            }
            ByteBuffer next = held.poll();
            if (next == null) {
                return Optional.empty();
            }
            share.letGo(BudgetShare.BUFFER_BYTES + next.remaining());
            resumeIfPaused();
            return Optional.of(next);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "The node is stopping.");
        } finally {
            lock.unlock();
        }
    }

    /** Bytes came. On the event loop. */
    public void onBytes(Buffer bytes) {
        lock.lock();
        try {
            if (isDiscarding || bytes.length() == 0) {
                return;
            }
            held.add(((BufferInternal) bytes).getByteBuf().nioBuffer());
            boolean isBudgeted = share.hold(BudgetShare.BUFFER_BYTES + bytes.length());
            if ((!isBudgeted || share.heldBytes() >= HELD_BYTES_MAX) && !isPaused) {
                isPaused = true;
                resumeBytes = isBudgeted ? HELD_BYTES_LOW : 0;
                source.pause();
            }
            tellSoon();
        } finally {
            lock.unlock();
        }
    }

    /** All bytes came. */
    public void end() {
        lock.lock();
        try {
            hasEnded = true;
            arrival.signal();
        } finally {
            lock.unlock();
        }
    }

    /** No more will come, unless all did. */
    public void fail(S3Failure why) {
        lock.lock();
        try {
            if (!hasEnded) {
                failure = failure.or(() -> Optional.of(why));
                arrival.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether all bytes came. */
    public boolean hasEnded() {
        lock.lock();
        try {
            return hasEnded;
        } finally {
            lock.unlock();
        }
    }

    /** Whether none will come any more: all did, or they failed. */
    public boolean isOver() {
        lock.lock();
        try {
            return hasEnded || failure.isPresent();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the source is to send nothing. */
    public boolean isPaused() {
        lock.lock();
        try {
            return isPaused;
        } finally {
            lock.unlock();
        }
    }

    /** Drops what is held and what still comes; a source that is paused stays so. */
    public void close() {
        lock.lock();
        try {
            isDiscarding = true;
            held.clear();
            share.letGoOfAll();
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #close}, and has the source go on, so that the rest is over sooner. */
    public void discard() {
        lock.lock();
        try {
            close();
            resumeIfPaused();
        } finally {
            lock.unlock();
        }
    }

    private void resumeIfPaused() {
        if (isPaused && share.heldBytes() <= resumeBytes) {
            isPaused = false;
            context.runOnContext(go -> {
                if (!isOver()) {
                    source.resume();
                }
            });
        }
    }

    /** Wakes who waits once for all that the event loop finds received at a time: it comes in pieces as small as TLS makes them. */
    private void tellSoon() {
        if (!isTelling && lock.hasWaiters(arrival)) {
            isTelling = true;
            context.runOnContext(go -> tell());
        }
    }

    private void tell() {
        lock.lock();
        try {
            isTelling = false;
            arrival.signal();
        } finally {
            lock.unlock();
        }
    }
}
