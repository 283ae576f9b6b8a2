package dfs.s3.http;

import dfs.core.ByteBudget;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.protocol.stream.Inflow;
import dfs.s3.S3Settings.ConnectionLimits;
import dfs.s3.call.ByteSource;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A request's body, as an {@link Inflow} whose length may be declared and whose client may lose our patience. A client that asked whether to
 * go on is told so when the first byte is asked for.
 */
final class BodyBridge implements ByteSource {

    /** Held by all bodies together: 128 of them as much as one may, and a thousand that are all slowly read little each. */
    static final long ALL_HELD_BYTES_MAX = 32L << 20;

    private final HttpServerRequest http;
    private final Context context;
    private final long declaredBytes;
    private final ConnectionLimits limits;
    private final SocketGate gate;
    private final Patience patience;
    private final Inflow inflow;

    private volatile long receivedBytes;
    private volatile boolean isAwaitingContinue;

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
        this.gate = gate;
        this.patience = new Patience(limits.patience(), limits.bytesPerSecondMin());
        this.inflow = new Inflow(context, new Socket(), budget);
    }

    /** The request and, as it would keep what comes, the socket. */
    private final class Socket implements Inflow.Source {
        @Override
        public void pause() {
            http.pause();
            gate.shut();
        }

        @Override
        public void resume() {
            http.resume(); // hands on what waits, which may be enough already
            if (!inflow.isPaused()) {
                gate.open();
            }
        }
    }

    /** Begins to receive. On the event loop, in the request's handler. */
    void open() {
        http.handler(this::onBytes);
        http.endHandler(end -> onEnd());
        http.exceptionHandler(gone -> inflow.fail(new S3Failure(ErrorCode.INCOMPLETE_BODY)));
        if (isAwaitingContinue) {
            http.pause();
        }
    }

    @Override
    public Optional<ByteBuffer> next() {
        if (isAwaitingContinue) {
            isAwaitingContinue = false;
            context.runOnContext(go -> {
                http.response().writeContinue();
                http.resume();
            });
        }
        long beganNanos = System.nanoTime();
        Optional<ByteBuffer> next = inflow.next(patience.leftNanos(), this::tooSlow);
        patience.waited(System.nanoTime() - beganNanos);
        next.ifPresent(bytes -> patience.moved(bytes.remaining()));
        return next;
    }

    private S3Failure tooSlow() {
        String why = patience.leftNanos() >= limits.patience().toNanos()
                ? "No byte of the request's body came for " + limits.patience().toSeconds() + " seconds."
                : "The request's body comes more slowly than " + limits.bytesPerSecondMin() + " bytes per second.";
        return new S3Failure(ErrorCode.REQUEST_TIMEOUT, why);
    }

    /** Whether all of the body has been received. */
    boolean hasEnded() {
        return inflow.hasEnded();
    }

    /** Whether the client still waits to be told to send the body. */
    boolean isAwaitingContinue() {
        return isAwaitingContinue;
    }

    /** How many declared bytes have not been received; many where the length was not declared, or they will not come. */
    long missingBytes() {
        if (inflow.hasEnded()) {
            return 0;
        }
        return declaredBytes < 0 || inflow.isOver() ? Long.MAX_VALUE : declaredBytes - receivedBytes;
    }

    /** Drops what is held and what still comes. On the event loop. */
    void discard() {
        close();
        http.resume();
        gate.open();
    }

    /** Drops what is held: nobody reads it any more. */
    void close() {
        inflow.close();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the event loop alone writes it
    private void onBytes(Buffer buffer) {
        receivedBytes += buffer.length();
        inflow.onBytes(buffer);
    }

    private void onEnd() {
        if (declaredBytes >= 0 && receivedBytes != declaredBytes) {
            inflow.fail(new S3Failure(ErrorCode.INCOMPLETE_BODY));
        }
        inflow.end();
    }
}
