package dfs.config.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.Bytes;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.protocol.Address;
import dfs.protocol.Bus;
import dfs.protocol.cluster.LinkIdentity;
import dfs.protocol.cluster.Presence;
import dfs.protocol.health.Health;
import dfs.protocol.job.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * <b>Goal.</b> When a node goes, what only it could have answered is told to be unknown at once, and what another one can answer is
 * answered.
 *
 * <p><b>Method.</b> Three ends of the bus over loopback in one process, each with its own Vert.x and Hazelcast; Hazelcast is ended as
 * a killed process ends it, and what the node was asked is never answered.
 */
class NodeGoneTest {

    @TempDir
    private static Path folder;

    private static LinkIdentity identity;

    private TestNodes nodes;

    @BeforeAll
    static void makeIdentity() throws IOException, InterruptedException {
        identity = TestIdentity.make(folder, "cluster");
    }

    @BeforeEach
    void start() throws Exception {
        nodes = new TestNodes(identity, "a", "b", "c");
        nodes.start("a", "b", "c");
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void aReadThatANodeTookWithItIsAnsweredByAnother() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger answeredByB = new AtomicInteger();
        nodes.get("b").bus().serve(Address.JOBS, Job.ListJobs.class, question -> {
            if (answeredByB.getAndIncrement() == 0) {
                return List.of(status("b"));
            }
            asked.countDown();
            hang(never);
            return List.of();
        });
        TestNodes.await("b is asked", () -> ask("a").equals(List.of(status("b"))));
        CompletableFuture<List<Job.Status>> answer = CompletableFuture.supplyAsync(
                () -> nodes.get("a").bus().ask(new Job.ListJobs()), Thread::startVirtualThread);
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        serveJobs("c");
        TestNodes.await("c is asked", () -> {
            try {
                return !nodes.get("b").bus().askNode("c", new Job.ListJobs()).isEmpty();
            } catch (S3Failure notAnnouncedYet) {
                return false;
            }
        });
        nodes.kill("b");
        assertThat(answer.get(30, TimeUnit.SECONDS)).containsExactly(status("c"));
        never.countDown();
    }

    @Test
    void whoIsSeenAndSilentIsAskedLastForAWhile() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger askedInVain = new AtomicInteger();
        Health.Scrape scrape = new Health.Scrape(Health.Format.OPEN_METRICS);
        Health.MetricsPage page = new Health.MetricsPage("text/plain", Bytes.EMPTY);
        nodes.get("b").bus().serve(Address.METRICS, Health.Scrape.class, question -> {
            askedInVain.incrementAndGet();
            hang(never);
            return page;
        });
        nodes.get("c").bus().serve(Address.METRICS, Health.Scrape.class, question -> page);
        Bus asker = nodes.get("a").bus();
        TestNodes.await("b is asked, and silent", () -> {
            try {
                return asker.ask(scrape).equals(page) && askedInVain.get() > 0;
            } catch (S3Failure notAnnouncedYet) {
                return false;
            }
        });
        for (int i = 0; i < 6; i++) {
            assertThat(asker.ask(scrape)).isEqualTo(page);
        }
        assertThat(askedInVain).hasValue(1);
        never.countDown();
    }

    @Test
    void aReadThatANodeIsNotAbleToAnswerIsAnsweredByAnother() {
        AtomicInteger askedInVain = new AtomicInteger();
        Health.Scrape scrape = new Health.Scrape(Health.Format.OPEN_METRICS);
        Health.MetricsPage page = new Health.MetricsPage("text/plain", Bytes.EMPTY);
        nodes.get("b").bus().serve(Address.METRICS, Health.Scrape.class, question -> {
            askedInVain.incrementAndGet();
            throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "cut off");
        });
        Bus asker = nodes.get("a").bus();
        TestNodes.await("b is asked", () -> isRefused(asker, scrape, "cut off"));
        nodes.get("c").bus().serve(Address.METRICS, Health.Scrape.class, question -> page);
        TestNodes.await("c answers", () -> !isRefused(asker, scrape, ""));
        int before = askedInVain.get();
        for (int i = 0; i < 6; i++) {
            assertThat(asker.ask(scrape)).isEqualTo(page);
        }
        assertThat(askedInVain).hasValueLessThan(before + 2);
    }

    private static boolean isRefused(Bus asker, Health.Scrape scrape, String why) {
        try {
            return asker.ask(scrape) == null;
        } catch (S3Failure refused) {
            return refused.getMessage().contains(why);
        }
    }

    @Test
    void aChangeThatANodeTookWithItIsNotMadeAgain() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        AtomicInteger made = new AtomicInteger();
        for (String id : List.of("b", "c")) {
            nodes.get(id).bus().serve(Address.JOBS, Job.Control.class, question -> {
                made.incrementAndGet();
                asked.countDown();
                hang(never);
                return status(id);
            });
        }
        serveJobs("b");
        serveJobs("c");
        for (String id : List.of("b", "c")) {
            TestNodes.await(id + " is asked", () -> isAnswering("a", id));
        }
        CompletableFuture<Job.Status> answer = CompletableFuture.supplyAsync(
                () -> nodes.get("a").bus().ask(new Job.Control(Job.Name.SCRUB, Job.Order.START)),
                Thread::startVirtualThread);
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        nodes.kill("b");
        nodes.kill("c");
        assertThatThrownBy(() -> answer.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        S3Failure.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
        assertThat(made).hasValue(1);
        never.countDown();
    }

    @Test
    void presenceTellsWhoComesAndWhoGoes() throws Exception {
        BlockingQueue<Presence.Change> changes = new LinkedBlockingQueue<>();
        Presence.Watch watch = nodes.get("a").clusterBus().presence().watch(changes::add);
        nodes.kill("b");
        assertThat(changes.poll(30, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        Presence.Change.Gone.class,
                        gone -> assertThat(gone.node().nodeId()).isEqualTo("b"));
        for (String id : List.of("a", "c")) {
            TestNodes.await(id + " sees two", () -> nodes.get(id).sees().equals(List.of("a", "c")));
        }
        nodes.start("b");
        assertThat(changes.poll(30, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        Presence.Change.Came.class,
                        came -> assertThat(came.node().nodeId()).isEqualTo("b"));
        watch.close();
        nodes.kill("c");
        TestNodes.await("c is gone", () -> nodes.get("a").sees().equals(List.of("a", "b")));
        assertThat(changes).isEmpty();
    }

    private void serveJobs(String id) {
        Bus bus = nodes.get(id).bus();
        bus.serve(Address.JOBS, Job.ListJobs.class, question -> List.of(status(id)));
        try {
            bus.serve(
                    Address.JOBS,
                    Job.Control.class,
                    question -> status(id + " " + question.name() + " " + question.order()));
        } catch (IllegalStateException servedOtherwise) {
            assertThat(servedOtherwise).hasMessageContaining("answered already");
        }
    }

    /** Asks until the address is announced. */
    private List<Job.Status> ask(String asker) {
        CompletableFuture<List<Job.Status>> answer = new CompletableFuture<>();
        TestNodes.await(asker + " is answered", () -> {
            try {
                return answer.complete(nodes.get(asker).bus().ask(new Job.ListJobs()));
            } catch (S3Failure notAnnouncedYet) {
                return false;
            }
        });
        return answer.join();
    }

    private boolean isAnswering(String asker, String asked) {
        try {
            return !nodes.get(asker).bus().askNode(asked, new Job.ListJobs()).isEmpty();
        } catch (S3Failure notAnnouncedYet) {
            return false;
        }
    }

    private static void hang(CountDownLatch never) {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Job.Status status(String finding) {
        return new Job.Status(Job.Name.SCRUB, Job.State.IDLE, 1, -2, 3, List.of(finding), 4, 5, 6, Long.MAX_VALUE);
    }
}
