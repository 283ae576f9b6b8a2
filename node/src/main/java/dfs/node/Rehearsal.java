package dfs.node;

import dfs.cli.Dfs;
import dfs.config.SettingsReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Does once what nodes and commands do from their start on, so that the Java that watches can keep what it loaded and
 * learned: {@code dfs rehearse} makes the class cache of it.
 */
public final class Rehearsal {

    private static final String API_KEY = "rehearsal-api-key";
    private static final String NO_SIGNATURE = "0".repeat(64);

    /** Requests of each kind to each node: enough for the compilers to learn how the code that answers them runs. */
    private static final int ROUNDS = 400;

    /** Of objects that stand in segments, and of those in files of their own, whose bytes take other ways through a node and between nodes. */
    private static final int SEGMENT_ROUNDS = 150;

    private static final int FILE_ROUNDS = 30;
    private static final int SEGMENT_BYTES = 100_000;
    private static final int FILE_BYTES = 8 << 20;

    private Rehearsal() {}

    /** Runs a node by itself, then two that make a cluster: starts them, talks to them as clients and the command do, and stops them. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("dfs-rehearsal");
        try {
            rehearse(folder, List.of(Map.of("NODE_ID", "alone")));
            rehearse(folder, cluster());
        } catch (RuntimeException failed) {
            // What was started by then would keep the process, and the build that waits for it.
            LoggerFactory.getLogger(Rehearsal.class).atError().setCause(failed).log("rehearsal failed");
            System.exit(1);
        } finally {
            delete(folder);
        }
        System.exit(0);
    }

    private static void rehearse(Path folder, List<Map<String, String>> settings) throws IOException {
        List<Node> nodes = new ArrayList<>();
        for (Map<String, String> own : settings) {
            Map<String, String> all = new HashMap<>(own);
            all.putAll(Map.of(
                    "API_HOST", "127.0.0.1",
                    "API_PORT", "0",
                    "DFS_MANAGEMENT_HOST", "127.0.0.1",
                    "DFS_MANAGEMENT_PORT", "0",
                    "STORAGE_PATH", folder.resolve(own.get("NODE_ID")).toString(),
                    "DFS_DISK_RESERVE", "0",
                    "API_KEY", API_KEY,
                    "AWS_ACCESS_KEY", "REHEARSAL",
                    "AWS_SECRET_KEY", "rehearsal-secret"));
            nodes.add(new Node(SettingsReader.read(all), Instant.now()));
        }
        List<CompletableFuture<Node.Urls>> starts = nodes.stream()
                .map(node -> CompletableFuture.supplyAsync(node::start, Thread::startVirtualThread))
                .toList();
        for (CompletableFuture<Node.Urls> start : starts) {
            Node.Urls urls = start.join();
            useS3(urls.s3().orElseThrow());
            useCommand(urls.management().orElseThrow(), folder);
        }
        nodes.forEach(Node::stop);
    }

    /** Two nodes that wait for one another; with fewer, nothing would go from one to another. */
    private static List<Map<String, String>> cluster() {
        List<Integer> ports = freePorts(6);
        Map<String, String> common = Map.of(
                "DFS_CLUSTER_NODES", "node1=127.0.0.1:" + ports.get(0) + ",node2=127.0.0.1:" + ports.get(1),
                "DFS_CLUSTER_SECRET", "rehearsal-cluster-secret",
                "DFS_CLUSTER_HOST", "127.0.0.1",
                "DFS_HAZELCAST_MEMBERS", "127.0.0.1:" + ports.get(2) + ",127.0.0.1:" + ports.get(3),
                "DFS_BUS_PORT", "0");
        List<Map<String, String>> nodes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Map<String, String> own = new HashMap<>(common);
            own.put("NODE_ID", "node" + (i + 1));
            own.put("DFS_HAZELCAST_PORT", ports.get(2 + i).toString());
            own.put("DFS_RAFT_PORT", ports.get(4 + i).toString());
            nodes.add(own);
        }
        return nodes;
    }

    /** That many, which nobody listens on: below those that the system hands out to whoever connects somewhere. */
    private static List<Integer> freePorts(int count) {
        return ThreadLocalRandom.current()
                .ints(20_000, 32_000)
                .distinct()
                .filter(Rehearsal::isFree)
                .limit(count)
                .boxed()
                .toList();
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static void useS3(String s3) throws IOException {
        byte[] small = "small".getBytes(StandardCharsets.UTF_8);
        expect(200, "PUT", s3 + "/bucket", new byte[0]);
        for (int i = 0; i < ROUNDS; i++) {
            expect(200, "PUT", s3 + "/bucket/folder/small-" + i, small);
            expect(200, "GET", s3 + "/bucket/folder/small-" + i, new byte[0]);
            expect(200, "HEAD", s3 + "/bucket/folder/small-" + i, new byte[0]);
            expect(200, "GET", s3 + "/bucket?list-type=2&delimiter=%2F&prefix=folder%2F", new byte[0]);
            expect(403, "GET", s3 + "/bucket/folder/small-" + i + "?" + wronglySignedQuery(), new byte[0]);
            expect(403, "GET", s3 + "/bucket/folder/small-" + i, new byte[0], wronglySignedHeaders());
        }
        putAndGet(s3 + "/bucket/segment", SEGMENT_BYTES, SEGMENT_ROUNDS);
        putAndGet(s3 + "/bucket/file", FILE_BYTES, FILE_ROUNDS);
        expect(404, "GET", s3 + "/bucket/absent", new byte[0]);
        expect(200, "GET", s3 + "/", new byte[0]);
        for (int i = 0; i < ROUNDS; i++) {
            expect(204, "DELETE", s3 + "/bucket/folder/small-" + i, new byte[0]);
        }
    }

    private static void putAndGet(String url, int bytes, int rounds) throws IOException {
        byte[] body = new byte[bytes];
        for (int i = 0; i < rounds; i++) {
            expect(200, "PUT", url, body);
            expect(200, "GET", url, new byte[0]);
        }
    }

    private static void useCommand(String management, Path folder) throws IOException {
        Map<String, String> environment = Map.of("DFS_ENDPOINT", management, "DFS_API_KEY", API_KEY);
        for (String[] command : new String[][] {
            {"status"}, {"status", "--json"}, {"bucket", "list"}, {"user", "list"}, {"key", "list", "admin"}
        }) {
            int exitCode = Dfs.commandLine(environment, folder).execute(command);
            if (exitCode != 0) {
                throw new IllegalStateException("dfs " + String.join(" ", command) + " ended with " + exitCode);
            }
        }
        expect(200, "GET", management + "/health", new byte[0]);
        expect(200, "GET", management + "/health/ready", new byte[0]);
        expect(200, "GET", management + "/metrics", new byte[0]);
    }

    /** A signed request that is refused in the end, but only after all that a good one goes through. */
    private static String wronglySignedQuery() {
        String stamp = stamp();
        return "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
                + credential(stamp).replace("/", "%2F")
                + "&X-Amz-Date=" + stamp + "&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature="
                + NO_SIGNATURE;
    }

    /** The same with its signature in a header, as most clients have it. */
    private static Map<String, String> wronglySignedHeaders() {
        String stamp = stamp();
        return Map.of(
                "x-amz-date",
                stamp,
                "x-amz-content-sha256",
                "UNSIGNED-PAYLOAD",
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + credential(stamp)
                        + ", SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + NO_SIGNATURE);
    }

    private static String stamp() {
        return Instant.now().toString().replaceAll("[-:]|\\.\\d+", "");
    }

    private static String credential(String stamp) {
        return "REHEARSAL/" + stamp.substring(0, 8) + "/us-east-1/s3/aws4_request";
    }

    private static void expect(int status, String method, String url, byte[] body) throws IOException {
        expect(status, method, url, body, url.contains("X-Amz-") ? Map.of() : Map.of("X-Api-Key", API_KEY));
    }

    private static void expect(int status, String method, String url, byte[] body, Map<String, String> headers)
            throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setRequestMethod(method);
        headers.forEach(connection::setRequestProperty);
        if (method.equals("PUT")) {
            connection.setDoOutput(true);
            connection.getOutputStream().write(body);
        }
        int answered = connection.getResponseCode();
        if (answered < 400) {
            try (InputStream reply = connection.getInputStream()) {
                reply.readAllBytes();
            }
        }
        if (answered != status) {
            throw new IllegalStateException(method + " " + url + " was answered " + answered);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
