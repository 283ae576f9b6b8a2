package dfs.replication.copies;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks several for the same: one after the other, the next one when the one before failed, has nothing, or is slow; the first that gives
 * something is taken (Dean and Barroso, "The Tail at Scale", 2013, "hedged requests").
 */
final class Hedge {

    private Hedge() {}

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
    static <T> Optional<T> first(List<Supplier<Optional<T>>> ways, long slowMillis, Consumer<T> late) {
        LinkedBlockingQueue<Answer<T>> answers = new LinkedBlockingQueue<>();
        Taken<T> taken = new Taken<>(answers, late);
        Deque<Supplier<Optional<T>>> left = new ArrayDeque<>(ways);
        Optional<RuntimeException> failure = Optional.empty();
        int underWay = 0;
        try {
            while (underWay > 0 || !left.isEmpty()) {
                if (underWay == 0) {
                    start(left.remove(), taken);
                    underWay++;
                }
                Answer<T> answer = left.isEmpty() ? answers.take() : answers.poll(slowMillis, TimeUnit.MILLISECONDS);
                if (answer == null) {
                    start(left.remove(), taken);
                    underWay++;
                    continue;
                }
                underWay--;
                if (answer.value().isPresent()) {
                    return answer.value();
                }
                failure = failure.or(answer::failure);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            taken.close();
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return Optional.empty();
    }

    private static <T> void start(Supplier<Optional<T>> way, Taken<T> taken) {
        Thread.ofVirtual().name("dfs-read").start(() -> {
            try {
                taken.add(new Answer<>(way.get(), Optional.empty()));
            } catch (RuntimeException e) {
                taken.add(new Answer<>(Optional.empty(), Optional.of(e)));
            }
        });
    }

    /** Answers until one was taken; later ones are let go. */
    private static final class Taken<T> {

        private final LinkedBlockingQueue<Answer<T>> answers;
        private final Consumer<T> late;
        private final ReentrantLock lock = new ReentrantLock();
        private boolean isOver;

        Taken(LinkedBlockingQueue<Answer<T>> answers, Consumer<T> late) {
            this.answers = answers;
            this.late = late;
        }

        void add(Answer<T> answer) {
            lock.lock();
            try {
                if (isOver) {
                    answer.value().ifPresent(late);
                } else {
                    answers.add(answer);
                }
            } finally {
                lock.unlock();
            }
        }

        void close() {
            lock.lock();
            try {
                isOver = true;
                answers.forEach(answer -> answer.value().ifPresent(late));
                answers.clear();
            } finally {
                lock.unlock();
            }
        }
    }
}
