package dfs.node;

import dfs.config.Port;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What of a node runs, in the order it was started; stops it in the reverse one. */
final class Running implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Running.class);

    /** Nothing of a start takes this long; beyond it something hangs, and is told. */
    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    private final Duration stopLimit;
    private final Deque<Part> parts = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean isStopping;

    /** Nothing yet; each part may take {@code stopLimit} to stop. */
    Running(Duration stopLimit) {
        this.stopLimit = stopLimit;
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
        deployed(vertx, name, await(name, vertx.deployVerticle(verticle)));
    }

    /** Deploys a verticle that listens on {@code port}, which {@code setting} names. */
    void listen(Vertx vertx, String name, Deployable verticle, String setting, Port port) {
        try {
            deployed(vertx, name, started(name, vertx.deployVerticle(verticle)));
        } catch (BindException e) {
            String owner = new PortOwner(Path.of("/proc"))
                    .of(port.number())
                    .map(found -> " by " + found)
                    .orElse("");
            throw new StartFailure("Port " + port.number() + " cannot be opened (" + e.getMessage() + "): it is in use"
                    + owner + "; stop that, or set " + setting + " to another port.");
        } catch (Exception e) {
            throw failure(name, e);
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
        try {
            return step.await(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new StartFailure(name + " did not start within " + START_LIMIT.toMinutes() + " minutes.");
        }
    }

    private static StartFailure failure(String name, Exception cause) {
        if (cause instanceof StartFailure known) {
            return known;
        }
        log.atError().setCause(cause).addKeyValue("part", name).log("start failed");
        return new StartFailure(name + " could not start: " + cause.getMessage());
    }

    private void deployed(Vertx vertx, String name, String id) {
        push(new Part(name, () -> vertx.undeploy(id).await(stopLimit.toMillis(), TimeUnit.MILLISECONDS)));
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
