package dfs.peer.call;

import dfs.core.ByteBudget;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A call under way, as the node sees it that calls. Used by one virtual thread, which closes it. */
public final class PeerCall implements AutoCloseable {

    private final HttpClientRequest request;
    private final String to;
    private final PeerLimits limits;
    private final long replyMillis;
    private final ByteBudget held;
    private final Watch watch;
    private final Outbound outbound;
    private final Promise<Reply> reply = Promise.promise();
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    private Optional<Inbound> inbound = Optional.empty();

    /** Who is told how it went with the node. */
    interface Watch {
        void answered();

        void gone();
    }

    private record Reply(int status, Optional<String> error, Inbound body) {}

    /** What all calls of a client share. */
    record Terms(PeerLimits limits, ByteBudget held) {}

    PeerCall(HttpClientRequest request, String to, Terms terms, long replyMillis, Watch watch) {
        this.limits = terms.limits();
        this.held = terms.held();
        this.replyMillis = replyMillis;
        this.request = request;
        this.to = to;
        this.watch = watch;
        this.outbound = new Outbound(request, to, limits.stall().toMillis());
        request.response().onComplete(done -> {
            if (done.succeeded()) {
                onReply(done.result());
            } else {
                reply.tryFail(done.cause());
                outbound.fail(broken());
            }
        });
    }

    /** Sends bytes; waits while the node is behind. Nobody may change them afterwards. */
    public void write(ByteBuffer bytes) {
        try {
            outbound.write(bytes);
        } catch (S3Failure failure) {
            // An error that the node answered meanwhile says more than that it stopped to listen.
            if (reply.future().succeeded()) {
                awaitReply(replyMillis);
            }
            watch.gone();
            throw failure;
        }
    }

    /** Ends what is sent, and waits for the reply to begin. */
    public void end() {
        end(replyMillis);
    }

    /** As {@link #end()}, where the node tells while it works that it does: it is not waited for longer than for a sign of life. */
    public void endToLive() {
        end(limits.stall().toMillis());
    }

    private void end(long waitMillis) {
        var _ = request.end();
        awaitReply(waitMillis);
    }

    /**
     * The next bytes of the reply; empty at the end.
     *
     * @throws S3Failure where the node is gone, or sends nothing for too long
     */
    public Optional<ByteBuffer> next() {
        try {
            Optional<ByteBuffer> next = inbound.orElseThrow(() -> new IllegalStateException("not ended yet"))
                    .next();
            if (next.isEmpty()) {
                hasEnded.set(true);
            }
            return next;
        } catch (S3Failure gone) {
            watch.gone();
            throw gone;
        }
    }

    /** As {@link #next(int)}, after any number of signs of life. */
    public ByteBuffer nextAfterSigns(int sizeBytes) {
        ByteBuffer whole = ByteBuffer.allocate(sizeBytes);
        Optional<ByteBuffer> part = next();
        while (part.isPresent()) {
            ByteBuffer bytes = part.get();
            while (whole.position() == 0 && bytes.hasRemaining() && bytes.get(bytes.position()) == Exchange.ALIVE) {
                bytes.position(bytes.position() + 1);
            }
            if (bytes.remaining() > whole.remaining()) {
                throw odd();
            }
            whole.put(bytes);
            part = next();
        }
        if (whole.hasRemaining()) {
            throw odd();
        }
        return whole.flip();
    }

    /** The whole reply, where it is exactly so long. */
    public ByteBuffer next(int sizeBytes) {
        ByteBuffer whole = ByteBuffer.allocate(sizeBytes);
        Optional<ByteBuffer> part = next();
        while (part.isPresent()) {
            if (part.get().remaining() > whole.remaining()) {
                throw odd();
            }
            whole.put(part.get());
            part = next();
        }
        if (whole.hasRemaining()) {
            throw odd();
        }
        return whole.flip();
    }

    /** Gives the call up, unless it has ended: the node sees its connection end. */
    @Override
    public void close() {
        var _ = reply.future().onSuccess(begun -> begun.body().discard()); // one that nobody waited for, too
        if (!hasEnded.get()) {
            var _ = request.reset();
        }
    }

    byte[] rest() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        Optional<ByteBuffer> part = next();
        while (part.isPresent()) {
            byte[] bytes = new byte[part.get().remaining()];
            part.get().get(bytes);
            if (whole.size() + bytes.length > Wire.BYTES_MAX) {
                throw odd();
            }
            whole.writeBytes(bytes);
            part = next();
        }
        return whole.toByteArray();
    }

    /** On the event loop. */
    private void onReply(HttpClientResponse response) {
        Inbound body = new Inbound(
                response,
                Objects.requireNonNull(Vertx.currentContext(), "called beside the event loop"),
                to,
                limits.stall().toMillis(),
                held);
        body.open();
        reply.tryComplete(new Reply(response.statusCode(), Optional.ofNullable(response.getHeader(Wire.ERROR)), body));
        if (response.statusCode() != 200) {
            outbound.fail(broken());
        }
    }

    private void awaitReply(long waitMillis) {
        Reply begun;
        try {
            begun = await(reply.future(), waitMillis);
        } catch (S3Failure gone) {
            watch.gone();
            throw gone;
        }
        watch.answered();
        inbound = Optional.of(begun.body());
        if (begun.status() == 200) {
            return;
        }
        String text = new String(rest(), StandardCharsets.UTF_8);
        throw begun.error().map(name -> Wire.error(name, text).failure()).orElseGet(this::odd);
    }

    private <T> T await(Future<T> future, long millis) {
        try {
            return future.await(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new S3Failure(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    "No answer of " + to + " in time; whether a change was made is not known. Retry.");
        } catch (Exception e) { // Vert.x throws what failed as it is, checked or not
            throw broken();
        }
    }

    private S3Failure broken() {
        return new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "The connection to " + to + " broke. Retry.");
    }

    private S3Failure odd() {
        return new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "A reply of " + to + " cannot be understood. Retry.");
    }
}
