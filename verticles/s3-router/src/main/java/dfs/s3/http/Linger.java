package dfs.s3.http;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;

/**
 * Closes a connection whose request was answered before its body was read. To close at once would reset the connection, and
 * the reset can overtake the reply: so what still comes is read and dropped for a moment.
 */
final class Linger {

    /** A rest of a body this small is read and dropped, and the connection goes on. */
    static final long DRAINED_BYTES_MAX = 1 << 20;

    private static final long LINGER_MILLIS = 2_000;

    private Linger() {}

    /** Closes the connection where the rest of a body, which is dropped, does not come within a time. */
    static void limit(HttpServerRequest http, Context context, BodyBridge bridge, Duration limit) {
        context.owner().setTimer(limit.toMillis(), late -> {
            if (!bridge.hasEnded()) {
                http.connection().close();
            }
        });
    }

    /** Closes the connection, whose reply was sent. */
    static void close(HttpServerRequest http, Context context, BodyBridge bridge) {
        if (http.version() == HttpVersion.HTTP_2) {
            http.response().reset(0);
            return;
        }
        if (bridge.isAwaitingContinue()) {
            http.connection().close(); // nothing is on its way that a reset could overtake
            return;
        }
        // A connection has one close handler, which counts it out: a timer that comes too late closes what is closed.
        context.owner().setTimer(LINGER_MILLIS, late -> http.connection().close());
        bridge.discard();
    }
}
