package dfs.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.config.Port;
import dfs.metadata.Engine;
import dfs.metadata.MetadataVerticle;
import dfs.protocol.Bus;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Read;
import dfs.storage.StorageVerticle;
import dfs.storage.disk.StoreLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a node stops whose parts do not: what waits for others is left when its time is over, what is on disk is closed. */
@Timeout(60)
class RunningTest {

    private static final Duration LATE = Duration.ofMillis(10);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Port PORT = new Port(1);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(1));
    private final CountDownLatch isOver = new CountDownLatch(1);
    private final LinkedBlockingQueue<String> stopped = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        isOver.countDown();
        vertx.close().await();
    }

    /** One whose stop ends when {@code stop} does. */
    private Deployable stopping(String name, Future<?> stop) {
        return new Deployable() {
            @Override
            public Future<?> deploy(Context context) {
                return Future.succeededFuture();
            }

            @Override
            public Future<?> undeploy(Context context) {
                return stop.onSuccess(ended -> stopped.add(name));
            }
        };
    }

    private static Future<?> never() {
        return Promise.promise().future();
    }

    private static Duration timeOf(Running running) {
        long beganNanos = System.nanoTime();
        running.close();
        return Duration.ofNanos(System.nanoTime() - beganNanos);
    }

    @Test
    void allThatNeverEndsIsLeftAtOneTimeAndTheRestIsClosed() {
        Duration waiting = Duration.ofSeconds(2);
        Running running = new Running(new Running.Limits(waiting, LATE, LATE));
        AutoCloseable _ = running.add("folder", () -> stopped.add("folder"));
        running.listen(vertx, "peers", stopping("peers", never()), "PEERS", PORT);
        for (String name : List.of("one", "two", "three")) {
            running.addWaiting(name, atMost -> {
                if (!isOver.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new TimeoutException(name);
                }
            });
        }
        running.deploy(vertx, "store", stopping("store", never()));
        running.listen(vertx, "port", stopping("port", never()), "PORT", PORT);
        assertThat(timeOf(running)).isBetween(waiting, waiting.multipliedBy(3));
        assertThat(stopped).containsExactly("folder");
    }

    @Test
    void whatIsOnDiskIsClosedInOrderWhateverTimeItIs() {
        Running running = new Running(new Running.Limits(LATE, LATE, LONG));
        AutoCloseable _ = running.add("folder", () -> stopped.add("folder"));
        running.deploy(vertx, "store", stopping("store", vertx.timer(300, TimeUnit.MILLISECONDS)));
        running.listen(vertx, "port", stopping("port", never()), "PORT", PORT);
        running.close();
        assertThat(stopped).containsExactly("store", "folder");
    }

    @Test
    void whatIsOnDiskIsNotHeldUpByWhatVertxUndoesBehindIt() {
        Running running = new Running(new Running.Limits(LATE, LATE, LONG));
        running.deploy(vertx, "store", new Deployable() {
            @Override
            public Future<?> deploy(Context context) {
                ((ContextInternal) context).addCloseHook(done -> {}); // as that of a consumer that others do not let go
                return Future.succeededFuture();
            }

            @Override
            public Future<?> undeploy(Context context) {
                stopped.add("store");
                return Future.succeededFuture();
            }
        });
        assertThat(timeOf(running)).isLessThan(LONG);
        assertThat(stopped).containsExactly("store");
    }

    @Test
    void portsThatWereOpenedTogetherCloseAtOnce() throws InterruptedException {
        Running running = new Running(new Running.Limits(LONG, LATE, LATE));
        Promise<String> lastRequest = Promise.promise();
        running.listen(vertx, "clients", stopping("clients", Future.succeededFuture()), "ONE", PORT);
        running.listen(vertx, "admins", stopping("admins", lastRequest.future()), "TWO", PORT);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(running::close);
        assertThat(stopped.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("clients");
        lastRequest.complete("answered");
        closing.join();
        assertThat(stopped).containsExactly("admins");
    }

    @Test
    void whatComesWhileTheNodeStopsIsStoppedToo() {
        Running running = new Running(new Running.Limits(LATE, LATE, LATE));
        running.close();
        assertThatThrownBy(() -> running.add("late", () -> stopped.add("late"))).isInstanceOf(StartFailure.class);
        assertThat(stopped).containsExactly("late");
    }

    @Test
    void storesCloseThoughAllThreadsOfVertxWaitForOthers(@TempDir Path folder) {
        StorageVerticle storage = new StorageVerticle(
                folder.resolve("blobs"),
                StoreLimits.DEFAULT,
                InstantSource.system(),
                new Random(1),
                new SimpleMeterRegistry());
        Running running = new Running(new Running.Limits(LATE, LATE, LONG));
        running.deploy(vertx, "storage", storage);
        running.deploy(vertx, "metadata", new MetadataVerticle(new Bus(vertx), Metadata::new));
        var _ = vertx.executeBlocking(() -> isOver.await(LONG.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS));
        BlobStore store = storage.store();
        running.close();
        assertThat(stopped).containsExactly("metadata");
        assertThatThrownBy(() -> store.list(Optional.empty(), 1)).hasMessageContaining("stops");
    }

    /** Metadata that notes its end. */
    private final class Metadata implements Engine {

        @Override
        public List<Outcome<?>> commit(List<Mutation<?>> mutations) {
            throw new IllegalStateException("nobody commits");
        }

        @Override
        public <A> Read.Answer<A> read(Read<A> read) {
            throw new IllegalStateException("nobody reads");
        }

        @Override
        public ComponentState state() {
            return ComponentState.OPERATIONAL;
        }

        @Override
        public void close() {
            stopped.add("metadata");
        }
    }
}
