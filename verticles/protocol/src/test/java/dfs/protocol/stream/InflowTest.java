package dfs.protocol.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.BudgetShare;
import dfs.core.ByteBudget;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How bytes come from an event loop, which here is the test, to who reads them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InflowTest {

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final int BUDGET_BYTES = 1 << 20;

    /** What the event loop was given to do later. */
    private final ArrayDeque<Handler<Void>> later = new ArrayDeque<>();

    private final ByteBudget budget = new ByteBudget(BUDGET_BYTES);
    private boolean isPaused;
    private final Inflow inflow = inflow();

    private Inflow inflow() {
        Context context = (Context) Proxy.newProxyInstance(
                Context.class.getClassLoader(), new Class<?>[] {Context.class}, (self, method, arguments) -> {
                    @SuppressWarnings("unchecked")
                    Handler<Void> step = (Handler<Void>) arguments[0];
                    synchronized (later) {
                        later.add(step);
                    }
                    return null;
                });
        Inflow.Source source = new Inflow.Source() {
            @Override
            public void pause() {
                isPaused = true;
            }

            @Override
            public void resume() {
                isPaused = false;
            }
        };
        return new Inflow(context, source, budget);
    }

    private int steps() {
        synchronized (later) {
            return later.size();
        }
    }

    private void runLater() {
        while (steps() > 0) {
            later.remove().handle(null);
        }
    }

    private void bring(int bytes) {
        inflow.onBytes(Buffer.buffer(new byte[bytes]));
    }

    private Optional<ByteBuffer> next() {
        return inflow.next(MINUTE, () -> new S3Failure(ErrorCode.REQUEST_TIMEOUT));
    }

    private static S3Failure gone() {
        return new S3Failure(ErrorCode.INCOMPLETE_BODY);
    }

    @Test
    void whoWaitsIsWokenOnceForAllThatIsReceivedAtATime() {
        CompletableFuture<Integer> first = new CompletableFuture<>();
        Thread reader = new Thread(() -> first.complete(next().orElseThrow().remaining()), "reader");
        reader.start();
        while (reader.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < 100; i++) {
            bring(1);
        }
        assertThat(steps()).isEqualTo(1);
        assertThat(first).isNotDone();
        runLater();
        assertThat(first.join()).isEqualTo(1);
        bring(1);
        assertThat(steps()).as("nobody waits").isZero();
    }

    @Test
    void theSourceIsPausedWhereEnoughIsHeldAndGoesOnWhereHalfOfItIsRead() {
        int piece = Inflow.HELD_BYTES_MAX / 4 - BudgetShare.BUFFER_BYTES;
        for (int i = 0; i < 3; i++) {
            bring(piece);
        }
        assertThat(isPaused).isFalse();
        bring(piece);
        assertThat(isPaused).isTrue();
        assertThat(next()).isPresent();
        runLater();
        assertThat(isPaused).isTrue();
        assertThat(next()).isPresent();
        runLater();
        assertThat(isPaused).isFalse();
    }

    @Test
    void whatWaitedIsStillReadAfterTheEnd() {
        bring(10);
        inflow.end();
        inflow.fail(gone());
        assertThat(inflow.hasEnded()).isTrue();
        assertThat(next().orElseThrow().remaining()).isEqualTo(10);
        assertThat(next()).isEmpty();
    }

    @Test
    void aFailureIsToldAtOnceAndStays() {
        bring(10);
        inflow.fail(gone());
        inflow.fail(new S3Failure(ErrorCode.INTERNAL_ERROR));
        inflow.end();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(this::next)
                    .isInstanceOfSatisfying(
                            S3Failure.class,
                            failure -> assertThat(failure.error().code()).isEqualTo(ErrorCode.INCOMPLETE_BODY));
        }
    }

    @Test
    void aSourceThatSaysNothingIsLateFromThenOn() {
        assertThatThrownBy(() -> inflow.next(1, () -> new S3Failure(ErrorCode.REQUEST_TIMEOUT)))
                .isInstanceOf(S3Failure.class);
        bring(10);
        assertThat(inflow.isOver()).isTrue();
        assertThat(inflow.hasEnded()).isFalse();
        assertThatThrownBy(this::next).isInstanceOf(S3Failure.class);
    }

    @Test
    void whatIsDroppedIsGivenBackAndWhatComesLaterIsNotHeld() {
        bring(BUDGET_BYTES / 2);
        assertThat(isPaused).isTrue();
        inflow.close();
        runLater();
        assertThat(isPaused).as("a source that nobody reads stays as it is").isTrue();
        bring(BUDGET_BYTES / 2);
        assertThat(budget.leftBytes()).isEqualTo(BUDGET_BYTES);
        inflow.discard();
        runLater();
        assertThat(isPaused).isFalse();
    }

    @Test
    void aSourceThatIsOverIsNotResumed() {
        bring(Inflow.HELD_BYTES_MAX);
        assertThat(next()).isPresent();
        inflow.fail(gone());
        runLater();
        assertThat(isPaused).isTrue();
    }
}
