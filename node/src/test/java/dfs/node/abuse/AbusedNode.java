package dfs.node.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.node.process.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node whose every buffer is watched by Netty's leak detector, and what can be seen of it from outside: its memory, its
 * open files, its figures and its log.
 */
final class AbusedNode implements AutoCloseable {

    private static final long WAIT_NANOS = 60_000_000_000L;
    private static final Logger log = LoggerFactory.getLogger(AbusedNode.class);

    private final NodeProcess node;
    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private final long socketsAtFirst;

    private AbusedNode(NodeProcess node, Path folder) {
        this.node = node;
        this.folder = folder;
        collectGarbage(); // opens the socket by which it is asked to, for good
        this.socketsAtFirst = sockets();
    }

    static AbusedNode start(Path folder, String... namesAndValues) {
        return start(folder, List.of(NodeProcess.command().toString(), "serve"), namesAndValues);
    }

    /** A node started by such a command. */
    static AbusedNode start(Path folder, List<String> command, String... namesAndValues) {
        List<String> settings = new ArrayList<>(List.of(
                "DFS_METRICS_PUBLIC",
                "True",
                "DFS_JVM_OPTS",
                "-Dio.netty.leakDetection.level=paranoid -Dio.netty.leakDetection.targetRecords=20"));
        settings.addAll(List.of(namesAndValues));
        return new AbusedNode(
                NodeProcess.launch(folder, command, settings.toArray(new String[0]))
                        .awaitReady(),
                folder);
    }

    NodeProcess process() {
        return node;
    }

    Wire connect() throws IOException {
        return new Wire(node);
    }

    /** Memory of the process that is in RAM. */
    long rssMiB() {
        try {
            Matcher rss = Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(Files.readString(proc("status")));
            assertThat(rss.find()).isTrue();
            return Long.parseLong(rss.group(1)) >> 10;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** How many sockets the process has open. */
    long sockets() {
        return openFiles("socket:");
    }

    /** How many open files of the process have such a text in their name. */
    long openFiles(String text) {
        long found = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(proc("fd"))) {
            for (Path file : files) {
                found += nameOf(file).contains(text) ? 1 : 0;
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return found;
    }

    private static String nameOf(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(node.process().pid()), file);
    }

    /** The sum of a figure over all its labels. */
    double metric(String name) {
        return page().lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The heap that is used now, garbage included. */
    long heapMiB() {
        return page().lines()
                        .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                        .sum()
                >> 20;
    }

    private String page() {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(node.management() + "/metrics"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new AssertionError("no metrics: " + e + "\n" + node.log(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Waits until something holds. */
    static void await(String what, BooleanSupplier holds, Supplier<String> otherwise) {
        long end = System.nanoTime() + WAIT_NANOS;
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still not: " + what + "; " + otherwise.get());
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** Waits until this many requests are under way. */
    void awaitRequests(int count) {
        await(
                count + " requests under way",
                () -> metric("dfs_s3_requests_active") >= count,
                () -> (int) metric("dfs_s3_requests_active") + " are\n" + node.log());
    }

    /** Waits until all that left are forgotten: no request, no connection, no file that is being written. */
    void awaitCalm() {
        await("no request under way", () -> metric("dfs_s3_requests_active") == 0, node::log);
        await("no connection counted", () -> metric("dfs_s3_connections") == 0, node::log);
        await(
                "as many sockets as at first, " + socketsAtFirst,
                () -> sockets() <= socketsAtFirst + 1, // the one that reads the figures
                () -> sockets() + " are open");
    }

    /**
     * Asserts that no buffer was leaked and no bug met. Netty reports a leak when it makes the next buffer after the lost one
     * was collected.
     */
    void assertNothingLeaked() throws IOException {
        for (int round = 0; round < 2; round++) {
            collectGarbage();
            try (Wire wire = connect()) {
                assertThat(wire.ask("GET", "/").status()).isEqualTo(200);
            }
        }
        assertThat(node.log()).doesNotContain("LEAK").doesNotContain(" ERROR ");
        awaitCalm();
    }

    void collectGarbage() {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        NodeProcess.Ended ended = NodeProcess.run(
                folder, Map.of(), jcmd, Long.toString(node.process().pid()), "GC.run");
        assertThat(ended.exitCode()).as(ended.output()).isZero();
    }

    /** Says what an attack costs, in the test's own log, for docs/LIMITS.md. */
    void report(String when) {
        log.atInfo()
                .addKeyValue("rssMiB", rssMiB())
                .addKeyValue("heapMiB", heapMiB())
                .addKeyValue("sockets", sockets())
                .addKeyValue("connections", (int) metric("dfs_s3_connections"))
                .addKeyValue("requests", (int) metric("dfs_s3_requests_active"))
                .log(when);
    }

    @Override
    public void close() {
        http.close();
        node.close();
    }
}
