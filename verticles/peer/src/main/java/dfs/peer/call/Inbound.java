package dfs.peer.call;

import dfs.core.ByteBudget;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.protocol.stream.Inflow;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a node sends of a call or of its reply, as an {@link Inflow}. */
final class Inbound {

    private final ReadStream<Buffer> stream;
    private final String from;
    private final long stallNanos;
    private final Inflow inflow;

    /**
     * Bytes of {@code stream}, whose handlers run in {@code context}.
     *
     * @param from who sends them, for messages
     * @param stallMillis how long no byte may come before the sender counts as gone
     * @param budget of all that is held together
     */
    Inbound(ReadStream<Buffer> stream, Context context, String from, long stallMillis, ByteBudget budget) {
        this.stream = stream;
        this.from = from;
        this.stallNanos = TimeUnit.MILLISECONDS.toNanos(stallMillis);
        this.inflow = new Inflow(context, source(stream), budget);
    }

    private static Inflow.Source source(ReadStream<Buffer> stream) {
        return new Inflow.Source() {
            @Override
            public void pause() {
                stream.pause();
            }

            @Override
            public void resume() {
                stream.resume();
            }
        };
    }

    /** Begins to receive. In the handler that is given the stream. */
    void open() {
        stream.handler(inflow::onBytes);
        stream.endHandler(end -> inflow.end());
        stream.exceptionHandler(gone -> inflow.fail(
                new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "The connection to " + from + " broke. Retry.")));
    }

    /**
     * The next bytes; empty at the end.
     *
     * @throws S3Failure where the sender is gone, or sends nothing for too long
     */
    Optional<ByteBuffer> next() {
        return inflow.next(stallNanos, this::silent);
    }

    private S3Failure silent() {
        return new S3Failure(
                ErrorCode.SERVICE_UNAVAILABLE, from + " sends nothing; it may be stopped or cut off. Retry.");
    }

    /** Whether all bytes were received. */
    boolean hasEnded() {
        return inflow.hasEnded();
    }

    /** Drops what is held and what still comes. */
    void discard() {
        inflow.discard();
    }
}
