package dfs.replication.copies;

import dfs.replication.Waits;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks several for the same: one after the other, the next one when the one before failed, has nothing, or is slow; the first that gives
 * something is taken (Dean and Barroso, "The Tail at Scale", 2013, "hedged requests").
 *
 * @param waits how threads wait
 */
record Hedge(Waits waits) {

    private record Answer<T>(Optional<T> value, Optional<RuntimeException> failure) {}

    /**
     * The first answer.
     *
     * @param ways to get it; each runs on a virtual thread of its own, and may go on when this has returned
     * @param slowMillis how long one may take before the next one is tried as well
     * @param late is given what comes when nobody needs it any more
     * @return empty where all have nothing
     * @throws RuntimeException the first failure, where none gives anything and not all have nothing
     */
    <T> Optional<T> first(List<Supplier<Optional<T>>> ways, long slowMillis, Consumer<T> late) {
        Answers<T> answers = new Answers<>(waits, late);
        Deque<Supplier<Optional<T>>> left = new ArrayDeque<>(ways);
        Optional<RuntimeException> failure = Optional.empty();
        int underWay = 0;
        try {
            while (underWay > 0 || !left.isEmpty()) {
                if (underWay == 0) {
                    start(left.remove(), answers);
                    underWay++;
                }
                Optional<Answer<T>> answer = left.isEmpty() ? Optional.of(answers.take()) : answers.poll(slowMillis);
                if (answer.isEmpty()) {
                    start(left.remove(), answers);
                    underWay++;
                    continue;
                }
                underWay--;
                if (answer.get().value().isPresent()) {
                    return answer.get().value();
                }
                failure = failure.or(answer.get()::failure);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            answers.close();
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return Optional.empty();
    }

    private static <T> void start(Supplier<Optional<T>> way, Answers<T> answers) {
        Thread.ofVirtual().name("dfs-read").start(() -> {
            try {
                answers.add(new Answer<>(way.get(), Optional.empty()));
            } catch (RuntimeException e) {
                answers.add(new Answer<>(Optional.empty(), Optional.of(e)));
            }
        });
    }

    /** Answers until one was taken; later ones are let go. */
    private static final class Answers<T> {

        private final Waits waits;
        private final Consumer<T> late;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition added = lock.newCondition();
        private final Deque<Answer<T>> waiting = new ArrayDeque<>();
        private boolean isOver;

        Answers(Waits waits, Consumer<T> late) {
            this.waits = waits;
            this.late = late;
        }

        Answer<T> take() throws InterruptedException {
            lock.lockInterruptibly();
            try {
                while (waiting.isEmpty()) {
                    added.await();
                }
                return waiting.remove();
            } finally {
                lock.unlock();
            }
        }

        Optional<Answer<T>> poll(long millis) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = TimeUnit.MILLISECONDS.toNanos(millis);
                while (waiting.isEmpty() && left > 0) {
                    left = waits.await(added, left);
                }
                return Optional.ofNullable(waiting.poll());
            } finally {
                lock.unlock();
            }
        }

        void add(Answer<T> answer) {
            lock.lock();
            try {
                if (isOver) {
                    answer.value().ifPresent(late);
                } else {
                    waiting.add(answer);
                    added.signal();
                }
            } finally {
                lock.unlock();
            }
        }

        void close() {
            lock.lock();
            try {
                isOver = true;
                waiting.forEach(answer -> answer.value().ifPresent(late));
                waiting.clear();
            } finally {
                lock.unlock();
            }
        }
    }
}
