package dfs.node;

import dfs.protocol.health.ComponentState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A part of the node that is started anew where it does not start, or fails later, each time after a longer pause. It has one thread
 * of its own, which starts it, waits, and stops it.
 *
 * @param <V> what it is while it runs
 */
final class Supervised<V> {

    private static final Logger log = LoggerFactory.getLogger(Supervised.class);

    /** Who runs for so long has recovered: the next failure is a first one. */
    static final Duration STABLE = Duration.ofMinutes(1);

    /**
     * How a part starts and stops. Both may block.
     *
     * @param <V> what it is while it runs
     */
    interface Part<V> {

        /** Starts a new one. */
        V start() throws Exception;

        /** Stops one that was started. */
        void stop(V started) throws Exception;
    }

    /** Waits between attempts; real time, but in tests. */
    @FunctionalInterface
    interface Pause {

        /** Waits as long as given, or until there is an event; which one, if any. */
        Optional<Event> await(LinkedBlockingQueue<Event> events, Duration atMost) throws InterruptedException;

        /** By the clock. */
        Pause REAL = (events, atMost) -> Optional.ofNullable(events.poll(atMost.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** What is told to the thread. */
    sealed interface Event {
        /** One that was started does not work any more. */
        record Failed(Object which, String why) implements Event {}

        /** The node stops. */
        record Stop() implements Event {}
    }

    private final String name;
    private final Part<V> part;
    private final Backoff backoff;
    private final Pause pause;
    private final InstantSource clock;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<V> first = new CompletableFuture<>();
    private final Thread thread;
    private volatile ComponentState state;
    private volatile Optional<V> running = Optional.empty();

    /**
     * Starts a part, on a thread of its own.
     *
     * @param name for people: {@code The storage}
     */
    Supervised(String name, Part<V> part, Backoff backoff, Pause pause, InstantSource clock) {
        this.name = name;
        this.part = part;
        this.backoff = backoff;
        this.pause = pause;
        this.clock = clock;
        this.state = down(name + " starts.");
        this.thread = Thread.ofVirtual().name("supervisor of " + name).start(this::supervise);
    }

    /**
     * Waits for the end of the first attempt.
     *
     * @throws Exception what it failed with, if it did; the next attempt comes all the same, until {@link #close}
     */
    V awaitFirst() throws Exception {
        try {
            return first.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** The part, while it runs. */
    Optional<V> running() {
        return running;
    }

    /** How it is: DOWN with the reason while it does not run. */
    ComponentState state() {
        return state;
    }

    /** Tells that {@code which} does not work any more: it is stopped, and another one started, unless that was done already. */
    void fail(V which, String why) {
        events.add(new Event.Failed(which, why));
    }

    /**
     * Stops it for good; blocks until it has.
     *
     * @throws TimeoutException where it has not {@code atMost} so long from now; it goes on stopping
     */
    void close(Duration atMost) throws TimeoutException {
        events.add(new Event.Stop());
        try {
            if (!thread.join(atMost)) {
                throw new TimeoutException(name + " did not stop within " + atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void supervise() {
        try {
            int failures = 0;
            while (true) {
                Instant began = clock.instant();
                Optional<String> failure = start();
                if (failure.isEmpty()) {
                    Event event = nextWhileRunning();
                    stop();
                    if (!(event instanceof Event.Failed failed)) {
                        return;
                    }
                    failure = Optional.of(failed.why());
                    failures = Duration.between(began, clock.instant()).compareTo(STABLE) >= 0 ? 0 : failures;
                }
                failures++;
                if (isStoppedWhileWaiting(failure.get(), failures)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            state = down(name + " is stopped.");
        }
    }

    /** Tries to start; why it could not, if so. */
    private Optional<String> start() {
        try {
            V started = part.start();
            running = Optional.of(started);
            state = ComponentState.OPERATIONAL;
            boolean isFirst = first.complete(started);
            if (!isFirst) {
                log.atInfo().addKeyValue("part", name).log("part started anew");
            }
            return Optional.empty();
        } catch (Exception e) {
            boolean _ = first.completeExceptionally(e);
            log.atWarn().setCause(e).addKeyValue("part", name).log("part did not start");
            return Optional.of(
                    Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName()));
        }
    }

    /** What is told of one that was stopped already is passed over. */
    private Event nextWhileRunning() throws InterruptedException {
        while (true) {
            Event event = events.take();
            if (!(event instanceof Event.Failed failed)
                    || Optional.of(failed.which()).equals(running)) {
                return event;
            }
        }
    }

    private boolean isStoppedWhileWaiting(String why, int failures) throws InterruptedException {
        Duration wait = backoff.pause(failures);
        state = down(name + " failed: " + why + "; it is started anew, attempt " + (failures + 1) + ".");
        Optional<Event> event = pause.await(events, wait);
        while (event.isPresent() && event.get() instanceof Event.Failed) {
            event = pause.await(events, wait);
        }
        return event.isPresent();
    }

    private void stop() {
        Optional<V> started = running;
        running = Optional.empty();
        state = down(name + " is stopped.");
        if (started.isPresent()) {
            try {
                part.stop(started.get());
            } catch (TimeoutException e) {
                log.atWarn().addKeyValue("part", name).log("part did not stop in time; it is left");
            } catch (Exception e) {
                log.atError().setCause(e).addKeyValue("part", name).log("part did not stop cleanly");
            }
        }
    }

    private static ComponentState down(String why) {
        return new ComponentState(ComponentState.Status.DOWN, why);
    }
}
