package dfs.perf;

import dfs.perf.client.Endpoint;
import dfs.perf.client.PayloadMode;
import dfs.perf.load.Span;
import dfs.perf.report.Comparison;
import dfs.perf.report.Figures;
import dfs.perf.report.Report;
import dfs.perf.report.WarmUp;
import dfs.perf.scenario.Bench;
import dfs.perf.scenario.Budgets;
import dfs.perf.scenario.Scenario;
import dfs.perf.scenario.Scenarios;
import dfs.perf.scenario.Settings;
import dfs.perf.server.LocalCluster;
import dfs.perf.server.LocalNode;
import dfs.perf.server.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code perf/bench}: measures a server, prints the tables, writes a report. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures a server that speaks S3, beside the limits of this machine.")
public final class Main implements Callable<Integer> {

    /** What several nodes have budgets for, and what tells why. */
    private static final List<String> COMPARED =
            List.of("put-4k", "get-4k", "put-64k", "get-64k", "put-1m", "get-1m", "put-64m", "get-64m");

    /** What one server gave. */
    private record Run(WarmUp warmUp, Figures figures) {}

    @Option(names = "--endpoint", description = "URL of the server; without it a node of this checkout is started.")
    private Optional<URI> endpoint = Optional.empty();

    @Option(names = "--access-key", description = "Access key of --endpoint.")
    private String accessKey = "";

    @Option(names = "--secret-key", description = "Secret key of --endpoint.")
    private String secretKey = "";

    @Option(names = "--region", description = "Region of --endpoint (default: us-east-1).")
    private String region = "us-east-1";

    @Option(names = "--pid", description = "Process of the server; without it, the one that listens on the port.")
    private Optional<Long> pid = Optional.empty();

    @Option(
            names = "--nodes",
            description = "Measures one node, then so many that make a cluster on this machine, and compares them.")
    private int nodes = 1;

    @Option(names = "--quick", description = "Fewer and shorter figures: minutes instead of an hour.")
    private boolean isQuick;

    @Option(names = "--figures", split = ",", description = "Only these; put-* means all that begin so.")
    private List<String> figures = List.of();

    @Option(names = "--list", description = "Prints the names of all figures.")
    private boolean lists;

    @Option(names = "--connections", split = ",", description = "Instead of those that suit each figure.")
    private List<Integer> connections = List.of();

    @Option(names = "--seconds", description = "How long each figure is taken.")
    private Optional<Double> seconds = Optional.empty();

    @Option(
            names = "--warm-up",
            description =
                    "Seconds of load at most before the first figure; it ends when the server's CPU per request is"
                            + " steady (default: 180 for one node, 600 for several).")
    private Optional<Double> warmUp = Optional.empty();

    @Option(names = "--sustained", description = "Seconds of writing for sustained-put (default: 600).")
    private Optional<Long> sustained = Optional.empty();

    @Option(names = "--payload", description = "unsigned, signed or streaming (default: unsigned).")
    private String payload = "unsigned";

    @Option(names = "--distribution", description = "The distribution to start a node of.")
    private Path distribution = Path.of("node/target/dfs-0.1.0-SNAPSHOT");

    @Option(
            names = "--folder",
            description = "Where the node and the limits write: a folder in it, removed afterwards.")
    private Optional<Path> folder = Optional.empty();

    @Option(names = "--out", description = "Where the report goes (default: perf/target/bench).")
    private Path out = Path.of("perf/target/bench");

    private Main() {}

    /** Runs the command. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (lists) {
            Scenarios.all().forEach(each -> System.out.println(each.name()));
            return 0;
        }
        Path work = folder.isPresent()
                ? Files.createTempDirectory(Files.createDirectories(folder.get().toAbsolutePath()), "dfs-bench")
                : Files.createTempDirectory("dfs-bench");
        try {
            if (endpoint.isPresent()) {
                runForeign(work);
            } else if (nodes > 1) {
                compare(work);
            } else {
                Map<String, String> facts = facts("a node of " + distribution);
                try (LocalNode node = LocalNode.start(distribution.toAbsolutePath(), work.resolve("node"))) {
                    Run run = measure(List.of(node), work);
                    tell(new Report(facts, List.of(run.warmUp()), run.figures(), Budgets.all()));
                }
            }
        } finally {
            remove(work);
        }
        return 0;
    }

    private List<Scenario> chosen() {
        if (!figures.isEmpty()) {
            return Scenarios.named(figures);
        }
        return nodes > 1
                ? Scenarios.named(COMPARED)
                : Scenarios.all().stream()
                        .filter(each -> !isQuick || each.isInQuickRun())
                        .toList();
    }

    private void runForeign(Path work) throws IOException, InterruptedException {
        URI uri = endpoint.orElseThrow();
        Endpoint server =
                new Endpoint(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort(), region, accessKey, secretKey);
        Optional<ServerProcess> process = pid.isPresent()
                ? Optional.of(new ServerProcess(pid.get(), Optional.empty()))
                : isLocal(uri) ? ServerProcess.listeningOn(server.port()) : Optional.empty();
        Map<String, String> facts = facts(uri.toString());
        try (Bench bench = new Bench(server, settings(), process, limitsFolder(work), Main::say)) {
            Run run = measure(bench);
            tell(new Report(facts, List.of(run.warmUp()), run.figures(), Budgets.all()));
        }
    }

    private static boolean isLocal(URI uri) {
        return List.of("localhost", "127.0.0.1", "[::1]").contains(uri.getHost());
    }

    /** One node after the other: both have the machine for themselves. */
    private void compare(Path work) throws IOException, InterruptedException {
        Map<String, String> facts = facts(nodes + " nodes of " + distribution + ", and one by itself");
        Run one;
        say("one node");
        try (LocalNode node = LocalNode.start(distribution.toAbsolutePath(), work.resolve("node"))) {
            one = measure(List.of(node), work);
        }
        remove(work.resolve("node"));
        say(nodes + " nodes");
        try (LocalCluster cluster = LocalCluster.start(distribution.toAbsolutePath(), work.resolve("cluster"), nodes)) {
            Run several = measure(cluster.nodes(), work);
            Comparison comparison = new Comparison(nodes, one.figures(), several.figures());
            Report report =
                    new Report(facts, List.of(one.warmUp(), several.warmUp()), comparison.all(), Budgets.ofSeveral());
            tell(report);
            System.out.println();
            System.out.println(report.head());
            System.out.println(comparison.table());
        }
    }

    private Run measure(List<LocalNode> servers, Path work) throws IOException, InterruptedException {
        try (Bench bench = new Bench(servers, settings(), limitsFolder(work), Main::say)) {
            return measure(bench);
        }
    }

    private Run measure(Bench bench) throws IOException, InterruptedException {
        List<Scenario> chosen = chosen();
        WarmUp warmth = Scenarios.warmUp(bench, chosen);
        for (Scenario each : chosen) {
            try {
                each.run(bench);
            } catch (IOException e) {
                System.err.println(each.name() + " could not be measured: " + e);
            }
        }
        return new Run(warmth, bench.figures());
    }

    private void tell(Report report) throws IOException {
        report.write(out);
        System.out.println(report.head());
        System.out.println(report.table());
        System.out.println(report.budgetTable());
        System.out.println("Written to " + out.toAbsolutePath() + ": report.md, report.json, a plot per figure");
    }

    private static Path limitsFolder(Path work) throws IOException {
        return Files.createDirectories(work.resolve("limits"));
    }

    private static void say(String progress) {
        System.err.println(progress);
    }

    private Settings settings() {
        PayloadMode mode = PayloadMode.valueOf(payload.toUpperCase(Locale.ROOT));
        Settings settings = (isQuick ? Settings.quick(mode) : Settings.full(mode)).withConnections(connections);
        if (seconds.isPresent()) {
            Duration measured = Duration.ofMillis((long) (seconds.get() * 1000));
            settings = settings.withSpan(new Span(measured.dividedBy(3), measured));
        }
        if (warmUp.isPresent()) {
            settings = settings.withWarmUp(Duration.ofMillis((long) (warmUp.get() * 1000)));
        }
        return sustained.isPresent() ? settings.withSustained(Duration.ofSeconds(sustained.get())) : settings;
    }

    private Map<String, String> facts(String server) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("when", Instant.now().toString());
        facts.put("server", server);
        facts.put("mode", (isQuick ? "quick" : "full") + ", payload " + payload);
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put(
                "load of the machine before",
                Files.readString(Path.of("/proc/loadavg")).strip());
        return facts;
    }

    private static void remove(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
