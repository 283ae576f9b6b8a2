package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.protocol.metadata.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of those who wait when the batcher stops. */
class BatcherTest {

    private static final long NEVER_MILLIS = Long.MAX_VALUE;
    private static final int COMMANDS_UNDER_WAY = 1;
    private static final int HELD = 5;
    private static final int REFUSED = 5;

    private final CountDownLatch underWay = new CountDownLatch(COMMANDS_UNDER_WAY);

    @Test
    @Timeout(60)
    void aStopRefusesAtOnceWhoeverStillWaits() throws Exception {
        Batcher batcher = new Batcher(this::neverAnswered, NEVER_MILLIS);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Outcome<?>>>> sent = new ArrayList<>();
            for (int i = 0; i < COMMANDS_UNDER_WAY; i++) {
                long left = underWay.getCount();
                sent.add(threads.submit(() -> batcher.commit(List.of(Asks.bucket()))));
                while (underWay.getCount() == left) {
                    Thread.sleep(1);
                }
            }
            List<Future<List<Outcome<?>>>> held = new ArrayList<>();
            for (int i = 0; i < HELD; i++) {
                held.add(threads.submit(() -> batcher.commit(List.of(Asks.bucket()))));
            }
            while (batcher.waiting() < HELD - 1) { // the packer holds one in its hand
                Thread.sleep(1);
            }
            batcher.close();
            for (Future<?> each : held) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(each::get)
                        .withCauseInstanceOf(S3Failure.class)
                        .withMessageContaining("The node is stopping; nothing was changed");
            }
            assertThat(sent).noneMatch(Future::isDone);
            threads.shutdownNow();
        }
    }

    @Test
    void aStoppedBatcherTakesNothing() {
        Batcher batcher = new Batcher(this::neverAnswered, NEVER_MILLIS);
        batcher.close();
        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> batcher.commit(List.of(Asks.bucket())))
                .matches(failure -> failure.error().code() == ErrorCode.SERVICE_UNAVAILABLE);
    }

    @Test
    @Timeout(60)
    void whoeverIsInABatchThatFindsNoMemoryIsToldAndTheNextOneIsServed() {
        AtomicInteger sent = new AtomicInteger();
        try (Batcher batcher = new Batcher(
                (mutations, bodies) -> switch (sent.incrementAndGet()) {
                    case 1 -> throw new OutOfMemoryError("Cannot reserve direct buffer memory");
                    case 2 -> CompletableFuture.completedFuture(List.of()); // fewer outcomes than mutations
                    default -> CompletableFuture.completedFuture(List.of(new Outcome.Done<>("made", 1)));
                },
                NEVER_MILLIS)) {
            for (int i = 0; i < 2; i++) {
                assertThatExceptionOfType(S3Failure.class)
                        .isThrownBy(() -> batcher.commit(List.of(Asks.bucket())))
                        .withMessageContaining("not known");
            }
            assertThat(batcher.commit(List.of(Asks.bucket()))).hasSize(1);
        }
    }

    @Test
    @Timeout(60)
    void commitsThatWaitTakeNoMoreMemoryThanIsMeantForThem() throws Exception {
        String large = "x".repeat(2 << 20);
        AtomicInteger refused = new AtomicInteger();
        Batcher batcher = new Batcher(this::neverAnswered, NEVER_MILLIS);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int fitting =
                    (int) (Batcher.WAITING_BYTES_MAX / large.length()) - 1; // each is a little longer than its object
            for (int i = 0; i < fitting + REFUSED; i++) {
                var _ = threads.submit(() -> {
                    try {
                        return batcher.commit(List.of(Asks.put("key", large)));
                    } catch (S3Failure failure) {
                        if (failure.code() == ErrorCode.SLOW_DOWN) {
                            refused.incrementAndGet();
                        }
                        throw failure;
                    }
                });
            }
            while (refused.get() < REFUSED) {
                Thread.sleep(1);
            }
            batcher.close();
            threads.shutdownNow();
        }
        assertThat(refused).hasValue(REFUSED);
    }

    private CompletableFuture<List<Outcome<?>>> neverAnswered(int mutations, List<byte[]> bodies) {
        underWay.countDown();
        return new CompletableFuture<>();
    }
}
