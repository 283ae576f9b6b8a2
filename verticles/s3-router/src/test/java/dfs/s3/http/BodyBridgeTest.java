package dfs.s3.http;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.BudgetShare;
import dfs.core.ByteBudget;
import dfs.protocol.stream.Inflow;
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
    private final ByteBudget budget = new ByteBudget(10_000);
    private boolean isPaused;
    private boolean isShut;
    private final SocketGate gate = new SocketGate() {
        @Override
        public void shut() {
            isShut = true;
        }

        @Override
        public void open() {
            isShut = false;
        }
    };

    @Test
    void aBodyThatComesByteByByteIsPausedBeforeItsBuffersFillTheMemory() {
        BodyBridge bridge = bridge(new ByteBudget(BodyBridge.ALL_HELD_BYTES_MAX));
        int taken = 0;
        while (!isPaused && taken < 1_000_000) {
            handlers.getFirst().handle(Buffer.buffer(new byte[] {1}));
            taken++;
        }
        assertThat(taken).isLessThan(Inflow.HELD_BYTES_MAX / BudgetShare.BUFFER_BYTES + 1);
        for (int i = 0; i < taken; i++) {
            assertThat(bridge.next()).isPresent();
        }
        assertThat(isPaused).isFalse();
    }

    @Test
    void aBodyIsPausedWhereAllBodiesTogetherHoldEnoughAndStillHoldsOneBuffer() {
        BodyBridge first = bridge(budget);
        bring(0, 9_000);
        assertThat(isPaused).as("the budget has it").isFalse();
        BodyBridge second = bridge(budget);
        bring(1, 9_000);
        assertThat(isPaused).as("the budget has no more").isTrue();
        assertThat(second.next().orElseThrow().remaining()).isEqualTo(9_000);
        assertThat(isPaused)
                .as("who holds nothing is read from, whatever others hold")
                .isFalse();
        assertThat(first.next().orElseThrow().remaining()).isEqualTo(9_000);
        bring(1, 9_000);
        assertThat(isPaused).as("what the first gave back, the second may hold").isFalse();
        assertThat(budget.leftBytes()).isLessThan(1_000);
    }

    @Test
    void aBodyOverBudgetIsReadAgainOnlyOnceAllOfItWasTaken() {
        BodyBridge bridge = bridge(budget);
        bring(0, 9_000);
        bring(0, 9_000);
        assertThat(isPaused).isTrue();
        assertThat(bridge.next()).isPresent();
        assertThat(isPaused).isTrue();
        assertThat(isShut).as("nothing is read that Vert.x would keep").isTrue();
        assertThat(bridge.next()).isPresent();
        assertThat(isPaused).isFalse();
        assertThat(isShut).isFalse();
        assertThat(budget.leftBytes()).isEqualTo(10_000);
    }

    @Test
    void theBytesOfABodyThatNobodyReadsAreGivenBack() {
        BodyBridge closed = bridge(budget);
        bring(0, 4_000);
        closed.close();
        bring(0, 4_000);
        assertThat(budget.leftBytes()).isEqualTo(10_000);
        BodyBridge discarded = bridge(budget);
        bring(1, 20_000);
        discarded.discard();
        bring(1, 4_000);
        assertThat(isPaused).isFalse();
        assertThat(budget.leftBytes()).isEqualTo(10_000);
    }

    private BodyBridge bridge(ByteBudget held) {
        BodyBridge bridge =
                new BodyBridge(request(), context(), 1_000_000, false, ConnectionLimits.DEFAULT, held, gate);
        bridge.open();
        return bridge;
    }

    private void bring(int request, int bytes) {
        handlers.get(request).handle(Buffer.buffer(new byte[bytes]));
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
