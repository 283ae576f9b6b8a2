package dfs.node;

import dfs.config.Port;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What of a node runs, in the order it was started; stops it in the reverse one. */
final class Running implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Running.class);

    /** Nothing of a start takes this long; beyond it something hangs, and is told. */
    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    /** What a part may take to stop beyond the time that requests under way have. */
    private static final Duration STOP_MARGIN = Duration.ofSeconds(5);

    private final Duration stopLimit;
    private final Deque<Part> parts = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean isStopping;

    /** Nothing yet; requests under way may go on for {@code stopGrace} when it stops. */
    Running(Duration stopGrace) {
        this.stopLimit = stopGrace.plus(STOP_MARGIN);
    }

    /** What a part may take to stop. */
    Duration stopLimit() {
        return stopLimit;
    }

    private record Part(String name, Stop stop) {}

    @FunctionalInterface
    private interface Stop {
        void run() throws Exception;
    }

    /** Adds what is open. */
    <T extends AutoCloseable> T add(String name, T opened) {
        push(new Part(name, opened::close));
        return opened;
    }

    /** Adds Vert.x. */
    Vertx add(Vertx vertx) {
        push(new Part("vertx", () -> vertx.close().await(stopLimit.toMillis(), TimeUnit.MILLISECONDS)));
        return vertx;
    }

    /** Deploys a verticle and waits until it started. */
    void deploy(Vertx vertx, String name, Deployable verticle) {
        begin(vertx, name, verticle).run();
    }

    /** Deploys a verticle that takes its time; what is returned waits until it started. */
    Runnable begin(Vertx vertx, String name, Deployable verticle) {
        Future<String> deployment = vertx.deployVerticle(verticle);
        push(new Part(name, () -> undeploy(vertx, deployment)));
        return () -> {
            String _ = await(name, deployment);
        };
    }

    /** Deploys a verticle that listens on {@code port}, which {@code setting} names. */
    void listen(Vertx vertx, String name, Deployable verticle, String setting, Port port) {
        listen(vertx, name, List.of(verticle), setting, port);
    }

    /** Deploys verticles that listen together on {@code port}, which {@code setting} names. */
    void listen(Vertx vertx, String name, List<? extends Deployable> verticles, String setting, Port port) {
        try {
            Supplier<? extends Deployable> next = verticles.iterator()::next;
            Future<String> deployment =
                    vertx.deployVerticle(next, new DeploymentOptions().setInstances(verticles.size()));
            push(new Part(name, () -> undeploy(vertx, deployment)));
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

    private void undeploy(Vertx vertx, Future<String> deployment) throws TimeoutException {
        if (deployment.succeeded()) {
            vertx.undeploy(deployment.result()).await(stopLimit.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Stops everything; a part that fails to stop does not keep the others from it. */
    @Override
    public void close() {
        lock.lock();
        try {
            isStopping = true;
            while (!parts.isEmpty()) {
                stop(parts.pop());
            }
        } finally {
            lock.unlock();
        }
    }

    private void push(Part part) {
        lock.lock();
        try {
            if (isStopping) {
                stop(part);
                throw new StartFailure("The node was told to stop while it started.");
            }
            parts.push(part);
        } finally {
            lock.unlock();
        }
    }

    private static void stop(Part part) {
        try {
            part.stop().run();
            log.atDebug().addKeyValue("part", part.name()).log("part stopped");
        } catch (TimeoutException e) {
            log.atWarn().addKeyValue("part", part.name()).log("part did not stop in time; it is left");
        } catch (Exception e) {
            log.atError().setCause(e).addKeyValue("part", part.name()).log("part did not stop cleanly");
        }
    }
}
