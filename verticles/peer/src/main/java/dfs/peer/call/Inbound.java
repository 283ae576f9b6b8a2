package dfs.peer.call;

import dfs.core.ByteBudget;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.ReadStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Carries bytes from the event loop that receives them to the virtual thread that reads them. What was received and not read yet is bounded:
 * beyond {@link #HELD_BYTES_MAX} the connection is not read, nor, once what all hold together is spent, beyond the first buffer.
 */
final class Inbound {

    /** Bytes held before the connection is paused: enough to keep both sides busy. */
    static final int HELD_BYTES_MAX = 256 << 10;

    private static final int HELD_BYTES_LOW = HELD_BYTES_MAX / 2;

    private final ReadStream<Buffer> stream;
    private final Context context;
    private final String from;
    private final long stallNanos;
    private final ByteBudget budget;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final ArrayDeque<ByteBuffer> held = new ArrayDeque<>();
    private long heldBytes;
    private long takenBytes;
    private long resumeBytes = HELD_BYTES_LOW;
    private boolean isPaused;
    private boolean isTelling;
    private boolean isDiscarding;
    private boolean hasEnded;
    private boolean isGone;

    /**
     * Bytes of {@code stream}, whose handlers run in {@code context}.
     *
     * @param from who sends them, for messages
     * @param stallMillis how long no byte may come before the sender counts as gone
     * @param budget of all that is held together
     */
    Inbound(ReadStream<Buffer> stream, Context context, String from, long stallMillis, ByteBudget budget) {
        this.budget = budget;
        this.stream = stream;
        this.context = context;
        this.from = from;
        this.stallNanos = TimeUnit.MILLISECONDS.toNanos(stallMillis);
    }

    /** Begins to receive. In the handler that is given the stream. */
    void open() {
        stream.handler(this::onBytes);
        stream.endHandler(end -> onEnd());
        stream.exceptionHandler(gone -> onGone());
    }

    /**
     * The next bytes; empty at the end.
     *
     * @throws S3Failure where the sender is gone, or sends nothing for too long
     */
    Optional<ByteBuffer> next() {
        lock.lock();
        try {
            long leftNanos = stallNanos;
            while (held.isEmpty() && !hasEnded && !isGone) {
                if (leftNanos <= 0) {
                    throw new S3Failure(
                            ErrorCode.SERVICE_UNAVAILABLE,
                            from + " sends nothing; it may be stopped or cut off. Retry.");
                }
                leftNanos = arrival.awaitNanos(leftNanos);
            }
            ByteBuffer next = held.poll();
            if (next != null) {
                letGo(Wire.BUFFER_BYTES + next.remaining());
                resume();
                return Optional.of(next);
            }
            if (!hasEnded) {
                throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "The connection to " + from + " broke. Retry.");
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE);
        } finally {
            lock.unlock();
        }
    }

    /** Whether all bytes were received, or none will come any more. */
    boolean isOver() {
        lock.lock();
        try {
            return hasEnded || isGone;
        } finally {
            lock.unlock();
        }
    }

    /** Drops what is held and what still comes. */
    void discard() {
        lock.lock();
        try {
            isDiscarding = true;
            held.clear();
            letGo(heldBytes);
            resume();
        } finally {
            lock.unlock();
        }
    }

    private void resume() {
        if (isPaused && heldBytes <= resumeBytes) {
            isPaused = false;
            context.runOnContext(go -> {
                if (!isOver()) {
                    stream.resume();
                }
            });
        }
    }

    private void onBytes(Buffer buffer) {
        lock.lock();
        try {
            if (isDiscarding || buffer.length() == 0) {
                return;
            }
            held.add(((BufferInternal) buffer).getByteBuf().nioBuffer());
            boolean isBudgeted = hold(Wire.BUFFER_BYTES + buffer.length());
            if ((!isBudgeted || heldBytes >= HELD_BYTES_MAX) && !isPaused) {
                isPaused = true;
                resumeBytes = isBudgeted ? HELD_BYTES_LOW : 0;
                stream.pause();
            }
            tellSoon();
        } finally {
            lock.unlock();
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

    /** Counts bytes as held. Returns whether the budget had them. */
    private boolean hold(long bytes) {
        heldBytes += bytes;
        if (!budget.tryTake(bytes)) {
            return false;
        }
        takenBytes += bytes;
        return true;
    }

    private void letGo(long bytes) {
        heldBytes -= bytes;
        long given = Math.min(takenBytes, bytes);
        takenBytes -= given;
        budget.give(given);
    }

    private void onEnd() {
        lock.lock();
        try {
            hasEnded = true;
            arrival.signal();
        } finally {
            lock.unlock();
        }
    }

    private void onGone() {
        lock.lock();
        try {
            isGone = true;
            arrival.signal();
        } finally {
            lock.unlock();
        }
    }
}
