package dfs.metadata.raft;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One {@link Round} at a time, shared among all reads that wait. A read that comes while one is under way waits for the next: a round
 * answers only reads that began before it did. Safe for any number of threads.
 */
final class Rounds {

    /** After this long without an answer a round has failed. */
    private static final long LIMIT_MILLIS = 1_000;

    private final Supplier<CompletableFuture<Long>> round;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean isRunning;
    private Optional<CompletableFuture<Known>> next = Optional.empty();

    /**
     * What a round made known.
     *
     * @param index what the log must be applied up to
     * @param beganNanos when it began, by {@link System#nanoTime}: whoever has applied so much has all that was acknowledged then
     */
    record Known(long index, long beganNanos) {}

    /** Shares what {@code round} begins, which finds the index. */
    Rounds(Supplier<CompletableFuture<Long>> round) {
        this.round = round;
    }

    /** The outcome of a round that begins now or later. */
    CompletableFuture<Known> join() {
        CompletableFuture<Known> mine;
        lock.lock();
        try {
            if (isRunning) {
                mine = next.orElseGet(CompletableFuture::new);
                next = Optional.of(mine);
                return mine;
            }
            isRunning = true;
            mine = new CompletableFuture<>();
        } finally {
            lock.unlock();
        }
        begin(mine);
        return mine;
    }

    private void begin(CompletableFuture<Known> answer) {
        long began = System.nanoTime();
        CompletableFuture<Long> begun;
        try {
            begun = round.get();
        } catch (RuntimeException e) {
            begun = CompletableFuture.failedFuture(e);
        }
        var _ = begun.copy().orTimeout(LIMIT_MILLIS, TimeUnit.MILLISECONDS).whenComplete((index, failure) -> {
            Optional<CompletableFuture<Known>> following = ended();
            if (failure == null) {
                answer.complete(new Known(index, began));
            } else {
                answer.completeExceptionally(failure);
            }
            following.ifPresent(
                    waiting -> Thread.ofVirtual().name("metadata-round").start(() -> begin(waiting)));
        });
    }

    private Optional<CompletableFuture<Known>> ended() {
        lock.lock();
        try {
            Optional<CompletableFuture<Known>> following = next;
            next = Optional.empty();
            isRunning = following.isPresent();
            return following;
        } finally {
            lock.unlock();
        }
    }
}
