package dfs.node;

import dfs.config.Port;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of a node runs, in the order it was started; stops it in the reverse one. What only waits for others then, for clients or other nodes,
 * has one time for all of it, and is left where that is over; what is on disk is closed all the same.
 */
final class Running implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Running.class);

    /** Nothing of a start takes this long; beyond it something hangs, and is told. */
    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    private final Limits limits;
    private final Deque<Part> parts = new ArrayDeque<>();
    private final List<String> left = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean isStopping;
    private long deadlineNanos;

    /** Nothing yet; requests under way may go on for {@code stopGrace} when it stops. */
    Running(Duration stopGrace) {
        this(Limits.of(stopGrace));
    }

    Running(Limits limits) {
        this.limits = limits;
    }

    /**
     * How long a stop takes.
     *
     * @param waiting for all together that waits for others, from its begin
     * @param late for each of these, once that is over
     * @param onDisk for each that closes what is on disk, at least
     */
    record Limits(Duration waiting, Duration late, Duration onDisk) {

        /** For what is left to do when requests under way have ended, or were ended. */
        private static final Duration MARGIN = Duration.ofSeconds(5);

        /** Enough for what needs nobody else. */
        private static final Duration LATE = Duration.ofMillis(100);

        /** A disk that takes longer hangs, and all that was promised is on it. */
        private static final Duration ON_DISK = Duration.ofSeconds(5);

        static Limits of(Duration stopGrace) {
            return new Limits(stopGrace.plus(MARGIN), LATE, ON_DISK);
        }
    }

    /** What one part may take to stop while all others go on. */
    Duration stopLimit() {
        return limits.waiting();
    }

    /**
     * One of them.
     *
     * @param isPort whether clients or other nodes come by it
     * @param stop begins to stop it; what is returned waits for the end
     */
    private record Part(String name, boolean isPort, Supplier<Ending> stop) {}

    @FunctionalInterface
    private interface Ending {
        void await() throws Exception;
    }

    /** Something whose end depends on others. */
    @FunctionalInterface
    interface Waiting {

        /** Stops it; goes on waiting for others {@code atMost} so long, and fails with {@link TimeoutException} then. */
        void close(Duration atMost) throws Exception;
    }

    /** Adds what is open, and closes without waiting for others. */
    <T extends AutoCloseable> T add(String name, T opened) {
        push(new Part(name, false, () -> opened::close));
        return opened;
    }

    /** Adds what waits for others to close. */
    void addWaiting(String name, Waiting opened) {
        push(new Part(name, false, () -> () -> opened.close(timeLeft())));
    }

    /** Adds Vert.x. */
    Vertx add(Vertx vertx) {
        addWaiting("vertx", atMost -> await(vertx.close(), atMost));
        return vertx;
    }

    /** Deploys a verticle that closes what is on disk when it stops, and waits until it started. */
    void deploy(Vertx vertx, String name, Deployable verticle) {
        begin(vertx, name, verticle).run();
    }

    /** As {@link #deploy}, of one that takes its time; what is returned waits until it started. */
    Runnable begin(Vertx vertx, String name, Deployable verticle) {
        OnDisk onDisk = new OnDisk(verticle);
        Future<String> deployment = vertx.deployVerticle(onDisk);
        push(new Part(name, false, () -> {
            Future<Void> undeployed = undeploy(vertx, deployment);
            return () -> {
                onDisk.await(undeployed, longer(timeLeft(), limits.onDisk()));
                await(undeployed, timeLeft());
            };
        }));
        return () -> {
            String _ = await(name, deployment);
        };
    }

    /** Deploys a verticle that listens on {@code port}, which {@code setting} names. */
    void listen(Vertx vertx, String name, Deployable verticle, String setting, Port port) {
        listen(vertx, name, List.of(verticle), setting, port);
    }

    /**
     * Deploys verticles that listen together on {@code port}, which {@code setting} names. Ports that are opened one right after the other are
     * closed at once: requests under way have the same time at each.
     */
    void listen(Vertx vertx, String name, List<? extends Deployable> verticles, String setting, Port port) {
        try {
            Supplier<? extends Deployable> next = verticles.iterator()::next;
            Future<String> deployment =
                    vertx.deployVerticle(next, new DeploymentOptions().setInstances(verticles.size()));
            push(new Part(name, true, () -> {
                Future<Void> undeployed = undeploy(vertx, deployment);
                return () -> await(undeployed, timeLeft());
            }));
            String _ = started(name, deployment);
        } catch (Exception e) {
            throw Ports.isRefused(e) ? Ports.refused(e, port, setting) : failure(name, e);
        }
    }

    /** Waits for a step of the start. */
    static <T> T await(String name, Future<T> step) {
        try {
            return started(name, step);
        } catch (Exception e) {
            throw failure(name, e);
        }
    }

    /** Throws whatever the step failed with, checked or not, as Vert.x does. */
    private static <T> T started(String name, Future<T> step) throws Exception {
        long beganNanos = System.nanoTime();
        try {
            T result = step.await(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            log.atDebug()
                    .addKeyValue("part", name)
                    .addKeyValue("waitedMillis", (System.nanoTime() - beganNanos) / 1_000_000)
                    .log("part started");
            return result;
        } catch (TimeoutException e) {
            throw new StartFailure(name + " did not start within " + START_LIMIT.toMinutes() + " minutes.");
        }
    }

    /** What is told of a part that did not start. */
    static StartFailure failure(String name, Exception cause) {
        if (cause instanceof StartFailure known) {
            return known;
        }
        log.atError().setCause(cause).addKeyValue("part", name).log("start failed");
        return new StartFailure(name + " could not start: " + cause.getMessage());
    }

    private static Future<Void> undeploy(Vertx vertx, Future<String> deployment) {
        return deployment.succeeded() ? vertx.undeploy(deployment.result()) : Future.succeededFuture();
    }

    private static void await(Future<?> ending, Duration atMost) throws TimeoutException {
        var _ = ending.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A verticle that tells when it has closed what is on disk: what else belongs to it may wait for others. */
    private static final class OnDisk implements Deployable {

        private final Deployable verticle;
        private final Promise<Void> closed = Promise.promise();

        OnDisk(Deployable verticle) {
            this.verticle = verticle;
        }

        @Override
        public Future<?> deploy(Context context) throws Exception {
            return verticle.deploy(context);
        }

        @Override
        public Future<?> undeploy(Context context) throws Exception {
            return verticle.undeploy(context).onComplete(ended -> closed.tryComplete());
        }

        /** Waits until it has, or {@code undeployed} says that there is nothing to wait for. */
        void await(Future<Void> undeployed, Duration atMost) throws TimeoutException {
            undeployed.onComplete(ended -> closed.tryComplete());
            Running.await(closed.future(), atMost);
        }
    }

    /** How long what waits for others may go on with it. */
    private Duration timeLeft() {
        return longer(Duration.ofNanos(deadlineNanos - System.nanoTime()), limits.late());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Stops everything; a part that fails to stop does not keep the others from it. */
    @Override
    public void close() {
        lock.lock();
        try {
            beginToStop();
            while (!parts.isEmpty()) {
                List<Part> next = new ArrayList<>(List.of(parts.pop()));
                while (next.getFirst().isPort()
                        && !parts.isEmpty()
                        && parts.peek().isPort()) {
                    next.add(parts.pop());
                }
                stop(next);
            }
            tellLeft();
        } finally {
            lock.unlock();
        }
    }

    private void beginToStop() {
        if (!isStopping) {
            isStopping = true;
            deadlineNanos = System.nanoTime() + limits.waiting().toNanos();
        }
    }

    private void push(Part part) {
        lock.lock();
        try {
            if (isStopping) {
                stop(List.of(part));
                tellLeft();
                throw new StartFailure("The node was told to stop while it started.");
            }
            parts.push(part);
        } finally {
            lock.unlock();
        }
    }

    private void stop(List<Part> together) {
        List<Ending> endings = together.stream().map(Running::beginStop).toList();
        for (int i = 0; i < endings.size(); i++) {
            stop(together.get(i).name(), endings.get(i));
        }
    }

    private static Ending beginStop(Part part) {
        try {
            return part.stop().get();
        } catch (RuntimeException e) {
            return () -> {
                throw e;
            };
        }
    }

    private void stop(String name, Ending ending) {
        try {
            ending.await();
            log.atDebug().addKeyValue("part", name).log("part stopped");
        } catch (TimeoutException e) {
            left.add(name);
        } catch (Exception e) {
            log.atError().setCause(e).addKeyValue("part", name).log("part did not stop cleanly");
        }
    }

    private void tellLeft() {
        if (!left.isEmpty()) {
            log.atWarn().addKeyValue("parts", List.copyOf(left)).log("parts did not stop in time; they are left");
            left.clear();
        }
    }
}
