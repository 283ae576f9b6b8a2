package dfs.s3.http;

import dfs.core.ByteBudget;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.s3.S3Settings.ConnectionLimits;
import dfs.s3.call.ByteSource;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Carries a body from the event loop that receives it to the virtual thread that reads it. What was received and not read
 * yet is bounded: beyond {@link #HELD_BYTES_MAX} the socket is not read, nor, once what all bodies hold together is spent,
 * beyond the first buffer, which a body may always hold. A client that asked whether to go on is told so when the first byte
 * is asked for.
 */
final class BodyBridge implements ByteSource {

    /** Bytes held before the socket is paused: enough to keep both sides busy, little enough for a thousand requests. */
    static final int HELD_BYTES_MAX = 256 << 10;

    /** Held by all bodies together: 128 of them as much as one may, and a thousand that are all slowly read little each. */
    static final long ALL_HELD_BYTES_MAX = 32L << 20;

    /** What a buffer takes beside its bytes, about: a client may send them one by one. */
    static final int BUFFER_BYTES = 256;

    /** Where a socket is read again that was paused because enough is held. */
    private static final int HELD_BYTES_LOW = HELD_BYTES_MAX / 2;

    private final HttpServerRequest http;
    private final Context context;
    private final long declaredBytes;
    private final ConnectionLimits limits;
    private final ByteBudget budget;
    private final SocketGate gate;
    private final Patience patience;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final ArrayDeque<ByteBuffer> held = new ArrayDeque<>();
    private long heldBytes;
    private long takenBytes;
    private long resumeBytes = HELD_BYTES_LOW;
    private long receivedBytes;
    private boolean isAwaitingContinue;
    private boolean isPaused;
    private boolean isTelling;
    private boolean isDiscarding;
    private boolean hasEnded;
    private Optional<S3Failure> failure = Optional.empty();

    /** A bridge for a body of {@code declaredBytes}, -1 where not declared. */
    BodyBridge(
            HttpServerRequest http,
            Context context,
            long declaredBytes,
            boolean isAwaitingContinue,
            ConnectionLimits limits,
            ByteBudget budget,
            SocketGate gate) {
        this.http = http;
        this.context = context;
        this.declaredBytes = declaredBytes;
        this.isAwaitingContinue = isAwaitingContinue;
        this.limits = limits;
        this.budget = budget;
        this.gate = gate;
        this.patience = new Patience(limits.patience(), limits.bytesPerSecondMin());
    }

    /** Begins to receive. On the event loop, in the request's handler. */
    void open() {
        http.handler(this::onBytes);
        http.endHandler(end -> onEnd());
        http.exceptionHandler(gone -> onGone());
        if (isAwaitingContinue) {
            isPaused = true;
            http.pause();
        }
    }

    @Override
    public Optional<ByteBuffer> next() {
        lock.lock();
        try {
            if (isAwaitingContinue) {
                isAwaitingContinue = false;
                isPaused = false;
                context.runOnContext(go -> {
                    http.response().writeContinue();
                    resume();
                });
            }
            awaitBytes();
            if (failure.isPresent()) {
                throw failure.get();
            }
            ByteBuffer next = held.poll();
            if (next == null) {
                return Optional.empty();
            }
            letGo(BUFFER_BYTES + next.remaining());
            patience.moved(next.remaining());
            if (isPaused && heldBytes <= resumeBytes) {
                isPaused = false;
                context.runOnContext(go -> resume());
            }
            return Optional.of(next);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "The node is stopping.");
        } finally {
            lock.unlock();
        }
    }

    private void awaitBytes() throws InterruptedException {
        long allowedNanos = patience.leftNanos();
        long leftNanos = allowedNanos;
        while (held.isEmpty() && !hasEnded && failure.isEmpty()) {
            if (leftNanos <= 0) {
                failure = Optional.of(new S3Failure(ErrorCode.REQUEST_TIMEOUT, tooSlow(allowedNanos)));
                return;
            }
            leftNanos = arrival.awaitNanos(leftNanos);
        }
        patience.waited(allowedNanos - leftNanos);
    }

    private String tooSlow(long silentNanos) {
        return silentNanos >= limits.patience().toNanos()
                ? "No byte of the request's body came for " + limits.patience().toSeconds() + " seconds."
                : "The request's body comes more slowly than " + limits.bytesPerSecondMin() + " bytes per second.";
    }

    /** Whether all of the body has been received. */
    boolean hasEnded() {
        lock.lock();
        try {
            return hasEnded;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the client still waits to be told to send the body. */
    boolean isAwaitingContinue() {
        lock.lock();
        try {
            return isAwaitingContinue;
        } finally {
            lock.unlock();
        }
    }

    /** How many declared bytes have not been received; many where the length was not declared, or they will not come. */
    long missingBytes() {
        lock.lock();
        try {
            if (hasEnded) {
                return 0;
            }
            return declaredBytes < 0 || failure.isPresent() ? Long.MAX_VALUE : declaredBytes - receivedBytes;
        } finally {
            lock.unlock();
        }
    }

    /** Drops what is held and what still comes. On the event loop. */
    void discard() {
        close();
        http.resume();
        gate.open();
    }

    /** Hands on what waits, and reads on unless that was enough. */
    private void resume() {
        http.resume();
        lock.lock();
        try {
            if (!isPaused) {
                gate.open();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Drops what is held: nobody reads it any more. */
    void close() {
        lock.lock();
        try {
            isDiscarding = true;
            held.clear();
            letGo(heldBytes);
        } finally {
            lock.unlock();
        }
    }

    private void onBytes(Buffer buffer) {
        lock.lock();
        try {
            receivedBytes += buffer.length();
            if (isDiscarding || buffer.length() == 0) {
                return;
            }
            held.add(((BufferInternal) buffer).getByteBuf().nioBuffer());
            boolean isBudgeted = hold(BUFFER_BYTES + buffer.length());
            if ((!isBudgeted || heldBytes >= HELD_BYTES_MAX) && !isPaused) {
                isPaused = true;
                resumeBytes = isBudgeted ? HELD_BYTES_LOW : 0;
                http.pause();
                gate.shut();
            }
            tellSoon();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes who waits once for all that the event loop finds received at a time. */
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

    /** Counts bytes as held no more. What the budget did not have is what stays held longest. */
    private void letGo(long bytes) {
        heldBytes -= bytes;
        long given = Math.min(takenBytes, bytes);
        takenBytes -= given;
        budget.give(given);
    }

    private void onEnd() {
        lock.lock();
        try {
            if (declaredBytes >= 0 && receivedBytes != declaredBytes) {
                failure = Optional.of(new S3Failure(ErrorCode.INCOMPLETE_BODY));
            }
            hasEnded = true;
            arrival.signal();
        } finally {
            lock.unlock();
        }
    }

    private void onGone() {
        lock.lock();
        try {
            if (!hasEnded) {
                failure = Optional.of(new S3Failure(ErrorCode.INCOMPLETE_BODY));
                arrival.signal();
            }
        } finally {
            lock.unlock();
        }
    }
}
