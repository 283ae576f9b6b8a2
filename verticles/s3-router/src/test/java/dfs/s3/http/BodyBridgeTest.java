package dfs.s3.http;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.s3.S3Settings.ConnectionLimits;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much a body may bring before it is read. */
class BodyBridgeTest {

    private final List<Handler<Buffer>> handlers = new ArrayList<>();
    private boolean isPaused;

    @Test
    void aBodyThatComesByteByByteIsPausedBeforeItsBuffersFillTheMemory() {
        BodyBridge bridge = new BodyBridge(request(), context(), 1_000_000, false, ConnectionLimits.DEFAULT);
        bridge.open();
        int taken = 0;
        while (!isPaused && taken < 1_000_000) {
            handlers.getFirst().handle(Buffer.buffer(new byte[] {1}));
            taken++;
        }
        assertThat(taken).isLessThan(BodyBridge.HELD_BYTES_MAX / BodyBridge.BUFFER_BYTES + 1);
        for (int i = 0; i < taken; i++) {
            assertThat(bridge.next()).isPresent();
        }
        assertThat(isPaused).isFalse();
    }

    /** A request that remembers who reads it, and whether it is paused. */
    private HttpServerRequest request() {
        return (HttpServerRequest) Proxy.newProxyInstance(
                HttpServerRequest.class.getClassLoader(),
                new Class<?>[] {HttpServerRequest.class},
                (self, method, arguments) -> {
                    switch (method.getName()) {
                        case "handler" -> {
                            @SuppressWarnings("unchecked")
                            Handler<Buffer> handler = (Handler<Buffer>) arguments[0];
                            handlers.add(handler);
                        }
                        case "pause" -> isPaused = true;
                        case "resume" -> isPaused = false;
                        default -> {}
                    }
                    return self;
                });
    }

    /** A context that runs at once what it is given. */
    private static Context context() {
        return (Context) Proxy.newProxyInstance(
                Context.class.getClassLoader(), new Class<?>[] {Context.class}, (self, method, arguments) -> {
                    @SuppressWarnings("unchecked")
                    Handler<Void> step = (Handler<Void>) arguments[0];
                    step.handle(null);
                    return null;
                });
    }
}
