package dfs.peer.call;

import dfs.core.BudgetShare;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.WriteStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Carries bytes from the virtual thread that writes them to the connection. What was written and is not sent yet is bounded: beyond
 * {@link #UNSENT_BYTES_MAX} the writer waits. Buffers are sent as they are, so nobody may change them.
 */
final class Outbound {

    /** Bytes under way before the writer waits: four pieces as a client sends them, enough to keep both sides busy. */
    static final int UNSENT_BYTES_MAX = 4 * ((64 << 10) + BudgetShare.BUFFER_BYTES);

    /** A writer that waits goes on when so few are left under way: to wake it for each buffer costs more than to send it. */
    private static final int UNSENT_BYTES_LOW = UNSENT_BYTES_MAX / 2;

    private final WriteStream<Buffer> stream;
    private final String to;
    private final long stallNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long unsentBytes;
    private long sentNanos = System.nanoTime();
    private Optional<S3Failure> failure = Optional.empty();

    /**
     * Bytes for {@code stream}.
     *
     * @param to who receives them, for messages
     * @param stallMillis how long no byte may be taken before the receiver counts as gone
     */
    Outbound(WriteStream<Buffer> stream, String to, long stallMillis) {
        this.stream = stream;
        this.to = to;
        this.stallNanos = TimeUnit.MILLISECONDS.toNanos(stallMillis);
    }

    /**
     * Sends bytes once there is room for them.
     *
     * @throws S3Failure where the receiver is gone, takes nothing for too long, or answered already with an error
     */
    void write(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (length == 0) {
            return;
        }
        int held = BudgetShare.BUFFER_BYTES + length;
        awaitRoom(held);
        Future<Void> sent = stream.write(BufferInternal.buffer(Unpooled.wrappedBuffer(bytes)));
        bytes.position(bytes.limit());
        sent.onComplete(done -> onSent(held, done.succeeded()));
    }

    /** Writers fail with this from now on. */
    void fail(S3Failure why) {
        lock.lock();
        try {
            failure = failure.or(() -> Optional.of(why));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitRoom(int held) {
        lock.lock();
        try {
            long beganNanos = System.nanoTime();
            while (failure.isEmpty() && unsentBytes > 0 && unsentBytes + held > UNSENT_BYTES_MAX) {
                long sinceNanos = sentNanos - beganNanos > 0 ? sentNanos : beganNanos;
                long leftNanos = stallNanos - (System.nanoTime() - sinceNanos);
                if (leftNanos <= 0) {
                    throw new S3Failure(
                            ErrorCode.SERVICE_UNAVAILABLE, to + " takes nothing; it may be stopped or cut off. Retry.");
                }
                long _ = changed.awaitNanos(leftNanos);
            }
            if (failure.isPresent()) {
                throw failure.get();
            }
            unsentBytes += held;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE);
        } finally {
            lock.unlock();
        }
    }

    private void onSent(int held, boolean isSent) {
        lock.lock();
        try {
            unsentBytes -= held;
            sentNanos = System.nanoTime();
            if (!isSent) {
                failure = failure.or(() -> Optional.of(
                        new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "The connection to " + to + " broke. Retry.")));
            }
            if (unsentBytes <= UNSENT_BYTES_LOW || !isSent) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
