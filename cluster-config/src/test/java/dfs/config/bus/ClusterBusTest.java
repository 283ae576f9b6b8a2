package dfs.config.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import dfs.core.Bytes;
import dfs.core.auth.Secret;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.protocol.Address;
import dfs.protocol.Bus;
import dfs.protocol.cluster.LinkIdentity;
import dfs.protocol.health.Health;
import dfs.protocol.job.Fsck;
import dfs.protocol.job.Job;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

/**
 * <b>Goal.</b> Nodes see one another and answer one another's questions, and nobody else's.
 *
 * <p><b>Method.</b> Three ends of the bus over loopback in one process, each with its own Vert.x and Hazelcast: b alone answers what
 * jobs there are, c alone what becomes of an order to one, both what census they took, and every one for itself what it measured.
 */
class ClusterBusTest {

    private static final List<String> IDS = List.of("a", "b", "c");
    private static final Job.Control ORDER = new Job.Control(Job.Name.GARBAGE, Job.Order.PAUSE);
    private static final Health.Scrape SCRAPE = new Health.Scrape(Health.Format.OPEN_METRICS);
    private static final S3Error ERROR =
            S3Error.of(ErrorCode.NO_SUCH_KEY, "not there").with("Key", "k").with("Again", "a");

    @TempDir
    private static Path folder;

    private static LinkIdentity identity;
    private static TestNodes nodes;

    @BeforeAll
    static void start() throws Exception {
        identity = TestIdentity.make(folder, "cluster");
        nodes = new TestNodes(identity, "a", "b", "c", "d");
        nodes.start("a", "b", "c");
        nodes.get("b")
                .bus()
                .serve(Address.JOBS, Job.ListJobs.class, question -> List.of(status(MDC.get(Bus.REQUEST_ID))));
        nodes.get("c").bus().serve(Address.JOBS, Job.Control.class, question -> {
            throw (question.equals(ORDER) ? ERROR : S3Error.of(ErrorCode.INVALID_ARGUMENT)).failure();
        });
        nodes.get("b").bus().serve(Address.JOBS, Fsck.Find.class, question -> census(1));
        nodes.get("c").bus().serve(Address.JOBS, Fsck.Find.class, question -> census(2));
        for (String id : IDS) {
            nodes.get(id).bus().serve(Address.METRICS, Health.Scrape.class, question -> page(id));
        }
        for (String asker : IDS) {
            for (String asked : IDS) {
                TestNodes.await(asker + " reaches " + asked, () -> isReached(asker, asked));
            }
        }
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Test
    void aQuestionAtOneNodeIsAnsweredAtAnother() {
        MDC.put(Bus.REQUEST_ID, "R1");
        try {
            for (String asker : IDS) {
                assertThat(nodes.get(asker).bus().ask(new Job.ListJobs())).containsExactly(status("R1"));
            }
        } finally {
            MDC.remove(Bus.REQUEST_ID);
        }
    }

    @Test
    void anErrorThatIsTheAnswerComesOutAsItWentIn() {
        for (String asker : IDS) {
            assertThatThrownBy(() -> nodes.get(asker).bus().ask(ORDER))
                    .isInstanceOfSatisfying(
                            S3Failure.class,
                            failure -> assertThat(failure.error()).isEqualTo(ERROR));
        }
    }

    @Test
    void whoHasNoJobsOfItsOwnAsksTheSameOtherNodeEachTime() {
        Bus bus = nodes.get("a").bus();
        Fsck.Report first = bus.ask(new Fsck.Find());
        for (int again = 0; again < 4; again++) {
            assertThat(bus.ask(new Fsck.Find())).isEqualTo(first);
        }
    }

    @Test
    void oneNodeInParticularCanBeAsked() {
        for (String asker : IDS) {
            for (String asked : IDS) {
                assertThat(nodes.get(asker).bus().askNode(asked, SCRAPE)).isEqualTo(page(asked));
            }
        }
    }

    @Test
    void whatANodeDoesNotAnswerIsUnavailableThere() {
        assertThatThrownBy(() -> nodes.get("a").bus().askNode("c", new Job.ListJobs()))
                .isInstanceOfSatisfying(S3Failure.class, ClusterBusTest::isUnavailable);
        assertThatThrownBy(() -> nodes.get("a").bus().askNode("a", new Job.ListJobs()))
                .isInstanceOfSatisfying(S3Failure.class, ClusterBusTest::isUnavailable);
        assertThatThrownBy(() -> nodes.get("a").bus().askNode("nobody", SCRAPE))
                .isInstanceOfSatisfying(S3Failure.class, ClusterBusTest::isUnavailable);
        assertThatThrownBy(() -> nodes.get("a").bus().ask(new Health.ReadHealth()))
                .isInstanceOfSatisfying(S3Failure.class, ClusterBusTest::isUnavailable);
    }

    @Test
    void aClientAttachesAsManagementCenterDoesAndSeesEveryMember() {
        ClientConfig config = new ClientConfig();
        config.setClusterName(HazelcastForm.clusterName(TestNodes.SECRET));
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.getNetworkConfig().addAddress(nodes.hazelcast("a"));
        HazelcastInstance client = HazelcastClient.newHazelcastClient(config);
        try {
            assertThat(client.getCluster().getMembers())
                    .extracting(member -> member.getAttribute(HazelcastForm.NODE_ATTRIBUTE))
                    .containsExactlyInAnyOrder("a", "b", "c");
        } finally {
            client.shutdown();
        }
    }

    @Test
    void whoHasAnotherSecretIsAlone() {
        TestNodes.Node stranger = TestNodes.open("d", nodes.settings("d"), Secret.of("another secret"), identity);
        try {
            assertThat(stranger.sees()).containsExactly("d");
            assertThat(nodes.get("a").sees()).containsExactly("a", "b", "c");
        } finally {
            stranger.clusterBus().vertx().close().await();
        }
    }

    @Test
    void whoHasTheSecretButNoCertificateOfTheClusterIsNeitherAskedNorAnswered() throws Exception {
        LinkIdentity other = TestIdentity.make(folder, "stranger");
        TestNodes.Node stranger = TestNodes.open("d", nodes.settings("d"), TestNodes.SECRET, other);
        try {
            stranger.bus().serve(Address.METRICS, Health.Scrape.class, question -> page("d"));
            TestNodes.await("d is seen", () -> nodes.get("a").sees().contains("d"));
            CompletableFuture<Health.MetricsPage> asked = CompletableFuture.supplyAsync(
                    () -> nodes.get("a").bus().askNode("d", SCRAPE), Thread::startVirtualThread);
            assertThatThrownBy(() -> stranger.bus().askNode("a", SCRAPE))
                    .isInstanceOfSatisfying(S3Failure.class, ClusterBusTest::isUnavailable);
            assertThatThrownBy(asked::get)
                    .cause()
                    .isInstanceOfSatisfying(S3Failure.class, ClusterBusTest::isUnavailable);
        } finally {
            stranger.clusterBus().vertx().close().await();
            TestNodes.await("d is gone", () -> nodes.get("a").sees().equals(IDS));
        }
    }

    @Test
    void whatIsMeasuredIsWhatTheOptionsSay() {
        MetricsOptions given = new MetricsOptions() {}.setEnabled(true);
        AtomicReference<MetricsOptions> taken = new AtomicReference<>();
        ClusterBus bus = ClusterBus.start(
                nodes.settings("d"),
                new ClusterBus.Self("d", Secret.of("a third secret"), identity),
                new VertxOptions().setMetricsOptions(given),
                builder -> builder.withMetrics(options -> {
                    taken.set(options.getMetricsOptions());
                    return new VertxMetrics() {};
                }),
                InstantSource.system());
        bus.vertx().close().await();
        assertThat(taken.get()).hasSameClassAs(given);
    }

    private static boolean isReached(String asker, String asked) {
        try {
            return nodes.get(asker).bus().askNode(asked, SCRAPE).equals(page(asked));
        } catch (S3Failure notAnnouncedYet) {
            return false;
        }
    }

    private static Fsck.Report census(long startedMillis) {
        return new Fsck.Report(Fsck.State.DONE, false, true, 0, startedMillis, startedMillis, List.of(), "");
    }

    private static void isUnavailable(S3Failure failure) {
        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
    }

    private static Health.MetricsPage page(String id) {
        return new Health.MetricsPage("text/plain", Bytes.wrap(id.getBytes(StandardCharsets.UTF_8)));
    }

    private static Job.Status status(String finding) {
        return new Job.Status(Job.Name.SCRUB, Job.State.IDLE, 1, -2, 3, List.of(finding), 4, 5, 6, Long.MAX_VALUE);
    }
}
