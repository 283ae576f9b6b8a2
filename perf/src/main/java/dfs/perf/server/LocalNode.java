package dfs.perf.server;

import dfs.perf.client.Endpoint;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A node of a distribution, with a folder, ports and credentials of its own; stopped when closed. */
public final class LocalNode implements AutoCloseable {

    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final Duration STOP_MAX = Duration.ofMinutes(1);
    private static final Endpoint NOBODY =
            new Endpoint("127.0.0.1", 0, "us-east-1", "DFSPERF0000000000000", "0".repeat(40));

    private final Path distribution;
    private final Path folder;
    private final Endpoint endpoint;
    private final int managementPort;
    private final Map<String, String> cluster;
    private final int nodes;
    private Process process;
    private Duration startTime;

    private LocalNode(Path distribution, Path folder, Map<String, String> cluster, int nodes)
            throws IOException, InterruptedException {
        this.distribution = distribution;
        this.folder = folder;
        this.endpoint =
                new Endpoint(NOBODY.host(), freePort(), NOBODY.region(), NOBODY.accessKey(), NOBODY.secretKey());
        this.managementPort = freePort();
        this.cluster = cluster;
        this.nodes = nodes;
        long began = System.nanoTime();
        this.process = launch();
        this.startTime = awaitReady(began);
    }

    /** Starts a node; what it writes goes into the folder. */
    public static LocalNode start(Path distribution, Path folder) throws IOException, InterruptedException {
        return new LocalNode(distribution, folder, Map.of(), 1);
    }

    /**
     * Starts one of several nodes.
     *
     * @param cluster the settings that make it one of them
     * @param nodes how many they are
     */
    static LocalNode startAmong(Path distribution, Path folder, Map<String, String> cluster, int nodes)
            throws IOException, InterruptedException {
        return new LocalNode(distribution, folder, cluster, nodes);
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** The process, with the log of its collector and what it counts. */
    public ServerProcess process() {
        URI page = URI.create("http://" + endpoint.host() + ":" + managementPort + "/metrics");
        return new ServerProcess(
                process.pid(), Optional.of(gcLog()), Optional.of(new NodeMeters(page, apiKey(), nodes)));
    }

    /** From the launch of the process until it said that it is ready, the last time. */
    public Duration startTime() {
        return startTime;
    }

    /** The lengths of all files of its data together. */
    public long diskBytes() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /** Stops the node and starts it again on the same folder. */
    public void restart() throws IOException, InterruptedException {
        close();
        long began = System.nanoTime();
        process = launch();
        startTime = awaitReady(began);
    }

    private String apiKey() {
        return "dfs_" + endpoint.secretKey();
    }

    private Path gcLog() {
        return folder.resolve("gc.log");
    }

    private Process launch() throws IOException {
        Files.createDirectories(folder);
        Files.deleteIfExists(gcLog());
        ProcessBuilder builder =
                new ProcessBuilder(distribution.resolve("bin/dfs").toString(), "serve");
        Map<String, String> environment = builder.environment();
        environment.put("STORAGE_PATH", folder.resolve("data").toString());
        environment.put("API_HOST", endpoint.host());
        environment.put("API_PORT", Integer.toString(endpoint.port()));
        environment.put("DFS_MANAGEMENT_HOST", endpoint.host());
        environment.put("DFS_MANAGEMENT_PORT", Integer.toString(managementPort));
        environment.put("AWS_REGION", endpoint.region());
        environment.put("AWS_ACCESS_KEY", endpoint.accessKey());
        environment.put("AWS_SECRET_KEY", endpoint.secretKey());
        environment.put("API_KEY", apiKey());
        environment.putAll(cluster);
        environment.merge(
                "DFS_JVM_OPTS", "-Xlog:gc:file=" + gcLog() + ":uptime:filecount=0", (old, more) -> old + " " + more);
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("node.log").toFile()))
                .start();
    }

    private Duration awaitReady(long began) throws IOException, InterruptedException {
        URI ready = URI.create("http://" + endpoint.host() + ":" + managementPort + "/health/ready");
        while (!isReady(ready)) {
            if (!process.isAlive()) {
                throw new IOException("the node ended while it started: see " + folder.resolve("node.log"));
            }
            if (System.nanoTime() - began > START_MAX.toNanos()) {
                close();
                throw new IOException(
                        "the node is not ready after " + START_MAX + ": see " + folder.resolve("node.log"));
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static boolean isReady(URI uri) {
        try {
            HttpURLConnection ask = (HttpURLConnection) uri.toURL().openConnection();
            ask.setConnectTimeout(1000);
            ask.setReadTimeout(5000);
            boolean isReady = ask.getResponseCode() == 200;
            ask.disconnect();
            return isReady;
        } catch (IOException e) {
            return false; // it does not listen yet
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        try {
            process.destroy();
            if (!process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
