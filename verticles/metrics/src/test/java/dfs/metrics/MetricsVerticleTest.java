package dfs.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.record.Revisions;
import dfs.core.record.Usage;
import dfs.protocol.Address;
import dfs.protocol.Bus;
import dfs.protocol.Consistency;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.health.Component;
import dfs.protocol.health.ComponentState;
import dfs.protocol.health.Health;
import dfs.protocol.health.NodeFacts;
import dfs.protocol.health.RequestMeters;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsVerticleTest {

    private static final NodeFacts NODE = new NodeFacts("node1", "core", "0.1.0", 1_000_000);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final PrometheusMeterRegistry registry = Registry.create(NODE);
    private final AtomicLong nowMillis = new AtomicLong(1_000_000);
    private final Map<Component, Supplier<ComponentState>> states = new EnumMap<>(Component.class);

    @BeforeEach
    void deploy() {
        bus.serve(
                Address.METADATA_READ,
                Read.class,
                read -> new Read.Answer<>(
                        new Query.Progress(7, 9, 2, new Usage(3, 4, 1, 5000, 1, 10), 0),
                        Revisions.of(0, 7),
                        Consistency.STRONG));
        for (Component component : Component.values()) {
            states.put(component, () -> ComponentState.OPERATIONAL);
        }
    }

    private void start() {
        HealthSources sources =
                new HealthSources(states, () -> new BlobStore.Space(1000, 400, 300, 100, 5), Map::of, () -> 1);
        MetricsVerticle verticle =
                new MetricsVerticle(bus, registry, sources, NODE, () -> Instant.ofEpochMilli(nowMillis.get()));
        assertThat(vertx.deployVerticle(verticle).await()).isNotEmpty();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private void request(String operation, String status, long millis) {
        Timer.builder(RequestMeters.S3_REQUESTS)
                .description("Requests answered on the S3 port.")
                .tag(RequestMeters.OPERATION, operation)
                .tag(RequestMeters.STATUS, status)
                .register(registry)
                .record(Duration.ofMillis(millis));
    }

    private String page(Health.Format format) {
        return new String(bus.ask(new Health.Scrape(format)).body().array(), StandardCharsets.UTF_8);
    }

    @Test
    void aWholeNodeIsHealthy() {
        start();
        nowMillis.addAndGet(Duration.ofHours(3).toMillis());
        Health.Report report = bus.ask(new Health.ReadHealth());
        assertThat(report.status()).isEqualTo(Health.Status.HEALTHY);
        assertThat(report.isReady()).isTrue();
        assertThat(report.figures().uptimeSeconds()).isEqualTo(3 * 3600);
        assertThat(report.components()).hasSize(Component.values().length);
    }

    @Test
    void aComponentThatDoesAPartDegradesTheNode() {
        ComponentState full = new ComponentState(ComponentState.Status.DEGRADED, "The disk is full.");
        states.put(Component.STORAGE, () -> full);
        start();
        Health.Report report = bus.ask(new Health.ReadHealth());
        assertThat(report.status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(report.isReady()).isTrue();
        assertThat(report.components()).containsEntry(Component.STORAGE, full);
    }

    @Test
    void aComponentThatCannotSayIsDown() {
        states.put(Component.METADATA, () -> {
            throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "No leader.");
        });
        states.put(Component.API, () -> {
            throw new IllegalStateException("a bug");
        });
        start();
        Health.Report report = bus.ask(new Health.ReadHealth());
        assertThat(report.status()).isEqualTo(Health.Status.UNHEALTHY);
        assertThat(report.isReady()).isFalse();
        assertThat(report.components().values())
                .extracting(ComponentState::detail)
                .contains("No leader.", "The component could not say how it is.");
        assertThat(page(Health.Format.PROMETHEUS_TEXT)).contains("dfs_component_state{component=\"metadata\"} 0.0");
    }

    @Test
    void everyComponentNeedsASource() {
        states.remove(Component.STORAGE);
        assertThatThrownBy(this::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("storage");
    }

    @Test
    void ratesAreThoseOfTheLastMinute() {
        start();
        for (int i = 0; i < 99; i++) {
            request("GetObject", "200", 10);
        }
        request("PutObject", "503", 10);
        nowMillis.addAndGet(10_000);
        Health.Figures figures = bus.ask(new Health.ReadHealth()).figures();
        assertThat(figures.requestsPerSecond()).isEqualTo(10);
        assertThat(figures.errorRatePercent()).isEqualTo(1);
        for (int i = 0; i < 13; i++) {
            nowMillis.addAndGet(10_000);
            figures = bus.ask(new Health.ReadHealth()).figures();
        }
        assertThat(figures.requestsPerSecond()).isZero();
        assertThat(figures.errorRatePercent()).isZero();
    }

    @Test
    void theDashboardShowsOperationsBusiestFirst() {
        start();
        request("PutObject", "200", 30);
        request("GetObject", "200", 10);
        request("GetObject", "500", 20);
        Health.Dashboard dashboard = bus.ask(new Health.ReadDashboard());
        assertThat(dashboard.requests().count()).isEqualTo(3);
        assertThat(dashboard.requests().errors()).isEqualTo(1);
        assertThat(dashboard.operations()).extracting(Health.Operation::name).containsExactly("GetObject", "PutObject");
        assertThat(dashboard.operations().getFirst().requests().meanMillis()).isEqualTo(15);
        assertThat(dashboard.storage().bytes()).isEqualTo(5000);
        assertThat(dashboard.storage().diskFreeBytes()).isEqualTo(400);
        assertThat(dashboard.process().heapUsedBytes()).isPositive();
    }

    @Test
    void thePageShowsWhatIsCountedAndKept() {
        start();
        request("GetObject", "200", 3);
        String page = page(Health.Format.PROMETHEUS_TEXT);
        assertThat(page)
                .contains("dfs_s3_requests_seconds_bucket{operation=\"GetObject\",status=\"200\",le=\"0.005\"} 1")
                .contains("dfs_node_info{node=\"node1\",type=\"core\",version=\"0.1.0\"} 1")
                .contains("dfs_objects_size_bytes 5000.0")
                .contains("dfs_disk_free_bytes 400.0")
                .contains("jvm_memory_used_bytes")
                .contains("process_files_open_files");
        assertThat(page(Health.Format.OPEN_METRICS)).endsWith("# EOF\n");
    }

    @Test
    void promtoolFindsNothingWrong() throws IOException, InterruptedException {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/promtool")), "promtool is not here: apt-get install prometheus");
        start();
        request("GetObject", "200", 3);
        registry.counter("dfs.meter.that.says.nothing").increment();
        System.gc();
        String page = page(Health.Format.PROMETHEUS_TEXT);
        Process promtool = new ProcessBuilder("/usr/bin/promtool", "check", "metrics")
                .redirectErrorStream(true)
                .start();
        promtool.getOutputStream().write(page.getBytes(StandardCharsets.UTF_8));
        promtool.getOutputStream().close();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEmpty();
        assertThat(promtool.exitValue()).isZero();
    }
}
