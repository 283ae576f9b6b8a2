package dfs.perf.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dfs.perf.client.Endpoint;
import dfs.perf.client.PayloadMode;
import dfs.perf.load.Measured;
import dfs.perf.load.Span;
import dfs.perf.load.Workload;
import dfs.perf.report.Figure;
import dfs.perf.report.Report;
import dfs.perf.report.WarmUp;
import dfs.perf.server.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: figures are counted, failures told, and a report written. Method: scenarios against a server in this process that knows
 * which keys were put, and nothing else. How fast it is, is not looked at.
 */
class BenchTest {

    @TempDir
    Path folder;

    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private volatile boolean refusesHeads;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            long read = exchange.getRequestBody().transferTo(java.io.OutputStream.nullOutputStream());
            String path = exchange.getRequestURI().getPath();
            String length = exchange.getRequestHeaders().getFirst("Content-Length");
            boolean isWhole = length == null || Long.parseLong(length) == read;
            int status = switch (exchange.getRequestMethod()) {
                case "PUT" -> isWhole ? put(path) : 400;
                case "DELETE" -> keys.remove(path) ? 204 : 404;
                case "HEAD" -> !refusesHeads && keys.contains(path) ? 200 : 404;
                default -> keys.contains(path) ? 200 : 404;
            };
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private int put(String path) {
        keys.add(path);
        return 200;
    }

    private Bench bench(PayloadMode mode) {
        return bench(mode, Optional.empty());
    }

    private Bench bench(PayloadMode mode, Optional<ServerProcess> process) {
        Settings settings = Settings.quick(mode)
                .withSpan(new Span(Duration.ZERO, Duration.ofMillis(50)))
                .withConnections(List.of(2))
                .withWarmUp(Duration.ofMillis(50));
        Endpoint endpoint = new Endpoint("127.0.0.1", server.getAddress().getPort(), "us-east-1", "key", "secret");
        return new Bench(endpoint, settings, process, folder, progress -> {});
    }

    @Test
    void everyFigureIsCountedAndTheReportIsWritten() throws Exception {
        try (Bench bench = bench(PayloadMode.STREAMING)) {
            for (Scenario each : Scenarios.named(List.of("head", "mixed-64k", "delete"))) {
                each.run(bench);
            }

            assertThat(bench.figures().all()).extracting(Figure::name).containsExactly("head", "delete", "mixed-64k");
            assertThat(bench.figures().all()).allSatisfy(figure -> {
                assertThat(figure.failures()).as(figure.firstFailure()).isZero();
                assertThat(figure.perSecond()).isPositive();
                assertThat(figure.connections()).isEqualTo(2);
            });
            assertThat(keys).noneMatch(key -> key.contains("/delete/"));
            new Report(Map.of("server", "a fake"), List.of(), bench.figures(), Budgets.all()).write(folder);
        }
        assertThat(Files.readString(folder.resolve("report.md"))).contains("server: a fake", "| head ", "not measured");
        assertThat(Files.readString(folder.resolve("report.json"))).contains("\"perSecond\"");
        assertThat(folder.resolve("mixed-64k.svg")).isNotEmptyFile();
    }

    @Test
    void whatTheServerRefusesIsAFailureAndNoFigureOfIt() throws Exception {
        refusesHeads = true;
        try (Bench bench = bench(PayloadMode.UNSIGNED)) {
            Scenarios.named(List.of("head")).getFirst().run(bench);

            Figure head = bench.figures().all().getFirst();
            assertThat(head.failures()).isPositive();
            assertThat(head.firstFailure()).contains("404");
            assertThat(head.perSecond()).isZero();
        }
    }

    @Test
    void aWarmUpHasAFewOfTheLargerObjectsThatAreAmongTheFigures() throws Exception {
        try (Bench bench = bench(PayloadMode.UNSIGNED)) {
            Workload mixture = WarmUpScenario.mixture(bench, Set.of("put-64k", "put-64m"), 768);

            Measured measured = bench.load().run(3, mixture, Span.whole(Duration.ofMinutes(1)));

            assertThat(measured.failures()).as(measured.firstFailure()).isZero();
            assertThat(keys).filteredOn(key -> key.contains("/put-64k/")).hasSize(16);
            assertThat(keys).filteredOn(key -> key.contains("/put-4k/")).hasSize(240);
            assertThat(keys).filteredOn(key -> key.contains("/put-4m/")).hasSize(1);
            assertThat(keys).noneMatch(key -> key.contains("/put-1m/") || key.contains("/put-64m/"));
        }
    }

    @Test
    void aWarmUpLooksAtTheServersCpuWhereItCanBeSeen() throws Exception {
        List<Scenario> heads = Scenarios.named(List.of("head"));
        ServerProcess seen = new ServerProcess(ProcessHandle.current().pid(), Optional.empty());
        try (Bench bench = bench(PayloadMode.UNSIGNED, Optional.of(seen))) {
            WarmUp warmUp = Scenarios.warmUp(bench, heads);

            assertThat(warmUp.end()).isEqualTo(WarmUp.End.LIMIT);
            assertThat(warmUp.micros()).hasSize(1);
            assertThat(warmUp.requests()).isPositive();
        }
        try (Bench bench = bench(PayloadMode.UNSIGNED)) {
            assertThat(Scenarios.warmUp(bench, heads).end()).isEqualTo(WarmUp.End.COUNTED);
        }
    }

    @Test
    void figuresOfTheMachineWarmNothingUp() throws Exception {
        try (Bench bench = bench(PayloadMode.UNSIGNED)) {
            assertThat(Scenarios.warmUp(bench, Scenarios.named(List.of("limits")))
                            .end())
                    .isEqualTo(WarmUp.End.NOT_NEEDED);
            assertThat(keys).isEmpty();
        }
    }

    @Test
    void anUnknownFigureIsRefusedWithTheNamesThatThereAre() {
        assertThatThrownBy(() -> Scenarios.named(List.of("put-5k")))
                .hasMessageContaining("put-5k")
                .hasMessageContaining("put-4k");
        assertThat(Scenarios.named(List.of("put-*", "put-4k"))).hasSize(4);
    }
}
