package dfs.metadata.raft;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One {@link Round} at a time, shared among all reads that wait. A read that comes while one is under way waits for the next: a round
 * answers only reads that began before it did. Safe for any number of threads.
 */
final class Rounds {

    /** After this long without an answer a round has failed, and so has the wait for one. */
    private static final long LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

    /** So often it is looked whether a round takes long; a timer for each would cost more than the round. */
    private static final long LOOK_MILLIS = 25;

    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);

    private final Supplier<Running> round;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<Turn> current = Optional.empty();
    private Optional<Turn> next = Optional.empty();
    private boolean isWatched;

    /** A round that was begun. */
    interface Running {

        /** Done with what the round found. */
        CompletableFuture<Long> index();

        /** Told when it takes long. */
        void widen();

        /** One of which nothing is known but its outcome. */
        static Running of(CompletableFuture<Long> index) {
            return new Running() {
                @Override
                public CompletableFuture<Long> index() {
                    return index;
                }

                @Override
                public void widen() {
                    // nobody else is to be asked
                }
            };
        }
    }

    /**
     * What a round made known.
     *
     * @param index what the log must be applied up to
     * @param beganNanos when it began, by {@link System#nanoTime}: whoever has applied so much has all that was acknowledged then
     */
    record Known(long index, long beganNanos) {}

    /** A round and the reads that share it, since it was first waited for and, once it runs, since it was begun. */
    private static final class Turn {
        private final CompletableFuture<Known> known = new CompletableFuture<>();
        private volatile long sinceNanos = System.nanoTime();
        private volatile Optional<Running> running = Optional.empty();
    }

    /** Shares what {@code round} begins, which finds the index. */
    Rounds(Supplier<Running> round) {
        this.round = round;
    }

    /** The outcome of a round that begins now or later. It comes, or the failure, within two seconds. */
    CompletableFuture<Known> join() {
        Turn mine;
        lock.lock();
        try {
            if (current.isPresent()) {
                mine = next.orElseGet(Turn::new);
                next = Optional.of(mine);
                return mine.known;
            }
            mine = new Turn();
            current = Optional.of(mine);
            if (!isWatched) {
                isWatched = true;
                Thread.ofVirtual().name("metadata-rounds").start(this::watch);
            }
        } finally {
            lock.unlock();
        }
        begin(mine);
        return mine.known;
    }

    private void begin(Turn turn) {
        long began = System.nanoTime();
        turn.sinceNanos = began;
        Running begun;
        try {
            begun = round.get();
        } catch (RuntimeException e) {
            begun = Running.of(CompletableFuture.failedFuture(e));
        }
        turn.running = Optional.of(begun);
        var _ = begun.index().whenComplete((index, failure) -> {
            if (failure == null) {
                end(turn, () -> turn.known.complete(new Known(index, began)));
            } else {
                end(turn, () -> turn.known.completeExceptionally(failure));
            }
        });
    }

    /** Begins the next one, then tells those who waited for this one, where they were not told before. */
    private void end(Turn ended, Runnable tell) {
        Optional<Turn> following = Optional.empty();
        lock.lock();
        try {
            if (current.filter(ended::equals).isPresent()) {
                following = next;
                current = next;
                next = Optional.empty();
            }
        } finally {
            lock.unlock();
        }
        tell.run();
        following.ifPresent(waiting -> Thread.ofVirtual().name("metadata-round").start(() -> begin(waiting)));
    }

    /** Looks after rounds until none is under way. */
    private void watch() {
        try {
            Optional<Turn> seen = Optional.empty();
            while (true) {
                Thread.sleep(LOOK_MILLIS);
                Optional<Turn> now;
                lock.lock();
                try {
                    now = current;
                    if (now.isEmpty() && seen.isEmpty()) {
                        isWatched = false;
                        return;
                    }
                } finally {
                    lock.unlock();
                }
                now.ifPresent(this::look);
                seen = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Turn turn) {
        long taken = System.nanoTime() - turn.sinceNanos;
        if (taken > LIMIT_NANOS) {
            end(turn, () -> turn.known.completeExceptionally(new TimeoutException("a round was not answered")));
        } else if (taken > LONG_NANOS) {
            turn.running.ifPresent(Running::widen);
        }
    }
}
