package dfs.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.config.Verticle;
import dfs.core.error.S3Failure;
import dfs.protocol.Address;
import dfs.protocol.Bus;
import dfs.protocol.health.ComponentState;
import dfs.protocol.job.Job;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PartsTest {

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final Running running = new Running(Duration.ofSeconds(1));
    private final AtomicInteger starts = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final BlockingQueue<Context> contexts = new LinkedBlockingQueue<>();

    /** Serves what jobs there are; its first starts fail after it did. */
    private final class Jobs extends VerticleBase {

        private final Bus own;

        Jobs(Bus own) {
            this.own = own;
        }

        @Override
        public Future<?> start() {
            contexts.add(context);
            own.serve(Address.JOBS, Job.ListJobs.class, question -> List.of());
            return starts.incrementAndGet() <= failures.get()
                    ? Future.failedFuture("start " + starts.get() + " fails")
                    : Future.succeededFuture();
        }
    }

    private Parts parts(boolean isAlone, Verticle... chosen) {
        return new Parts(
                vertx, bus, running, EnumSet.copyOf(List.of(chosen)), isAlone, InstantSource.system(), new Random(1));
    }

    @AfterEach
    void stop() {
        running.close();
        vertx.close().await();
    }

    @Test
    void aPartThatFailsOnANodeAmongOthersIsShownAndStartedAnew() throws InterruptedException {
        failures.set(2);
        Parts parts = parts(false, Verticle.REPLICATION);
        parts.keep(Verticle.REPLICATION, "Replication", Jobs::new);
        awaitOperational(parts);
        assertThat(starts).hasValue(3);
        assertThat(bus.ask(new Job.ListJobs())).isEmpty();
    }

    @Test
    void aPartThatThrowsWhereNobodyCatchesIsStoppedAndStartedAnew() throws InterruptedException {
        Parts parts = parts(true, Verticle.REPLICATION);
        parts.keep(Verticle.REPLICATION, "Replication", Jobs::new);
        assertThat(bus.ask(new Job.ListJobs())).isEmpty();
        contexts.take().runOnContext(ignored -> {
            throw new IllegalStateException("a bug");
        });
        Context _ = contexts.take();
        awaitOperational(parts);
        assertThat(starts).hasValue(2);
        assertThat(bus.ask(new Job.ListJobs())).isEmpty();
    }

    private static void awaitOperational(Parts parts) throws InterruptedException {
        while (!parts.degradedWithout(Verticle.REPLICATION, () -> ComponentState.OPERATIONAL)
                .equals(ComponentState.OPERATIONAL)) {
            Thread.sleep(5);
        }
    }

    @Test
    void whatGoesOnWithoutAPartIsDegradedWhileItFails() {
        failures.set(Integer.MAX_VALUE);
        Parts parts = parts(false, Verticle.REPLICATION);
        parts.keep(Verticle.REPLICATION, "Replication", Jobs::new);
        assertThat(parts.degradedWithout(Verticle.REPLICATION, () -> ComponentState.OPERATIONAL)
                        .status())
                .isEqualTo(ComponentState.Status.DEGRADED);
        ComponentState worse = new ComponentState(ComponentState.Status.DOWN, "its disk is gone");
        assertThat(parts.degradedWithout(Verticle.REPLICATION, () -> worse)).isEqualTo(worse);
        assertThatThrownBy(() -> bus.ask(new Job.ListJobs())).isInstanceOf(S3Failure.class);
    }

    @Test
    void aNodeAloneDoesNotStartWithoutOneOfItsParts() {
        failures.set(1);
        assertThatThrownBy(() -> parts(true, Verticle.REPLICATION).keep(Verticle.REPLICATION, "Replication", Jobs::new))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("start 1 fails");
    }

    @Test
    void aPartThatIsLeftOutIsNotStartedAndSaysNothing() {
        Parts parts = parts(true, Verticle.S3);
        parts.keep(Verticle.REPLICATION, "Replication", Jobs::new);
        assertThat(starts).hasValue(0);
        assertThat(parts.degradedWithout(Verticle.REPLICATION, () -> ComponentState.OPERATIONAL))
                .isEqualTo(ComponentState.OPERATIONAL);
    }

    @Test
    void aPartEndsWithTheNode() {
        parts(true, Verticle.REPLICATION).keep(Verticle.REPLICATION, "Replication", Jobs::new);
        assertThat(bus.ask(new Job.ListJobs())).isEmpty();
        running.close();
        assertThatThrownBy(() -> bus.ask(new Job.ListJobs())).isInstanceOf(S3Failure.class);
    }

    @Test
    void aPartThatNeverEndsDoesNotHoldTheNodeForLongerThanAllTogetherMay() {
        Running hurried = new Running(new Running.Limits(Duration.ofMillis(50), Duration.ZERO, Duration.ZERO));
        Parts parts =
                new Parts(vertx, bus, hurried, Set.of(Verticle.METRICS), true, InstantSource.system(), new Random(1));
        parts.keep(Verticle.METRICS, "Metrics", own -> new VerticleBase() {
            @Override
            public Future<?> stop() {
                return Promise.promise().future();
            }
        });
        long beganNanos = System.nanoTime();
        hurried.close();
        assertThat(Duration.ofNanos(System.nanoTime() - beganNanos)).isLessThan(Duration.ofSeconds(20));
    }
}
