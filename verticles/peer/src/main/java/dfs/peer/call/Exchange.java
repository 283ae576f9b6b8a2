package dfs.peer.call;

import dfs.core.error.S3Error;
import dfs.protocol.stream.Inflow;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/** A call as the node sees it that answers. Used by one virtual thread. */
public final class Exchange {

    /** Who has been told of an error before all was sent may read it for so long before the connection is closed. */
    private static final long LINGER_MILLIS = 2_000;

    /** How often a caller is told that what takes long goes on. */
    private static final long ALIVE_MILLIS = 500;

    /** What it is told. */
    public static final byte ALIVE = 0;

    private final HttpServerRequest http;
    private final Context context;
    private final String caller;
    private final Inbound inbound;
    private final Outbound outbound;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean hasBegun;

    Exchange(HttpServerRequest http, Context context, String caller, Inbound inbound, PeerLimits limits) {
        this.context = context;
        this.http = http;
        this.caller = caller;
        this.inbound = inbound;
        this.outbound =
                new Outbound(http.response(), "node " + caller, limits.stall().toMillis());
        http.response().exceptionHandler(gone -> {});
    }

    /** The node that calls, by its certificate. */
    public String caller() {
        return caller;
    }

    /** A parameter of the call. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(http.getParam(name));
    }

    /** The next bytes that the caller sends; empty at the end. */
    public Optional<ByteBuffer> next() {
        return inbound.next();
    }

    /** Begins the reply, of so many bytes. */
    public void begin(long sizeBytes) {
        hasBegun = true;
        http.response().putHeader("Content-Length", Long.toString(sizeBytes));
    }

    /** Begins a reply whose length nobody knows yet, unless that has been done. */
    public void begin() {
        if (hasBegun) {
            return;
        }
        hasBegun = true;
        http.response().setChunked(true);
    }

    /**
     * Does what may take long. Meanwhile a zero byte is sent now and then, so that the caller can tell a node that works from one that is
     * gone; the reply then has no length that is known before.
     */
    public void whileAlive(Runnable slow) {
        AtomicBoolean isDone = new AtomicBoolean();
        long timer = context.owner().setPeriodic(ALIVE_MILLIS, tick -> tellAlive(isDone));
        try {
            slow.run();
        } finally {
            lock.lock();
            try {
                isDone.set(true);
            } finally {
                lock.unlock();
            }
            boolean _ = context.owner().cancelTimer(timer);
        }
    }

    private void tellAlive(AtomicBoolean isDone) {
        lock.lock();
        try {
            if (!isDone.get()) {
                if (!hasBegun) {
                    begin();
                }
                var _ = http.response().write(Buffer.buffer(new byte[] {ALIVE}));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends bytes of the reply; waits while the caller is behind. Nobody may change them afterwards. */
    public void reply(ByteBuffer bytes) {
        outbound.write(bytes);
    }

    /** Ends the reply. */
    void end() {
        inbound.discard();
        var _ = http.response().end();
    }

    /** Replies with an error; where the reply has begun it is cut off, so that it never looks whole. */
    void fail(S3Error error) {
        inbound.discard();
        if (hasBegun) {
            http.connection().close();
            return;
        }
        HttpServerResponse response = http.response();
        response.setStatusCode(error.code().status())
                .putHeader(Wire.ERROR, error.code().name());
        Buffer text = Buffer.buffer(error.message());
        if (inbound.hasEnded() || isShort()) {
            var _ = response.end(text);
        } else {
            closeWith(text);
        }
    }

    /** Whether the rest of the body is read sooner than another connection is made. */
    private boolean isShort() {
        try {
            return Long.parseLong(http.getHeader("Content-Length")) <= Inflow.HELD_BYTES_MAX;
        } catch (NumberFormatException notDeclared) {
            return false;
        }
    }

    /** The caller still sends. It reads the reply before the connection goes, as a reset could take the reply away from it. */
    private void closeWith(Buffer last) {
        http.response().putHeader("Connection", "close");
        var _ = http.response().end(last);
        var _ = context.owner()
                .setTimer(LINGER_MILLIS, tick -> http.connection().close());
    }
}
