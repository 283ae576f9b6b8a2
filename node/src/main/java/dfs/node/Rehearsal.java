package dfs.node;

import dfs.cli.Dfs;
import dfs.config.SettingsReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Does once what nodes and commands do from their start on, so that the Java that watches can keep what it loaded and
 * learned: {@code dfs rehearse} makes the class cache of it.
 */
public final class Rehearsal {

    private static final String API_KEY = "rehearsal-api-key";
    private static final int ROUNDS = 20;
    private static final int LARGE_BYTES = 300_000;

    private Rehearsal() {}

    /** Starts a node in a folder of its own, talks to it as clients and the command do, and stops it. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("dfs-rehearsal");
        try {
            Node node = new Node(
                    SettingsReader.read(Map.of(
                            "API_HOST", "127.0.0.1",
                            "API_PORT", "0",
                            "DFS_MANAGEMENT_HOST", "127.0.0.1",
                            "DFS_MANAGEMENT_PORT", "0",
                            "STORAGE_PATH", folder.toString(),
                            "DFS_DISK_RESERVE", "0",
                            "API_KEY", API_KEY,
                            "AWS_ACCESS_KEY", "REHEARSAL",
                            "AWS_SECRET_KEY", "rehearsal-secret")),
                    Instant.now());
            Node.Urls urls = node.start();
            useS3(urls.s3());
            useCommand(urls.management(), folder);
            node.stop();
        } catch (RuntimeException failed) {
            // What was started by then would keep the process, and the build that waits for it.
            LoggerFactory.getLogger(Rehearsal.class).atError().setCause(failed).log("rehearsal failed");
            System.exit(1);
        } finally {
            delete(folder);
        }
        System.exit(0);
    }

    private static void useS3(String s3) throws IOException {
        byte[] small = "small".getBytes(StandardCharsets.UTF_8);
        byte[] large = new byte[LARGE_BYTES];
        expect(200, "PUT", s3 + "/bucket", new byte[0]);
        for (int i = 0; i < ROUNDS; i++) {
            expect(200, "PUT", s3 + "/bucket/folder/small-" + i, small);
            expect(200, "GET", s3 + "/bucket/folder/small-" + i, new byte[0]);
            expect(200, "HEAD", s3 + "/bucket/folder/small-" + i, new byte[0]);
            expect(200, "GET", s3 + "/bucket?list-type=2&delimiter=%2F&prefix=folder%2F", new byte[0]);
        }
        expect(200, "PUT", s3 + "/bucket/large", large);
        expect(200, "GET", s3 + "/bucket/large", new byte[0]);
        expect(404, "GET", s3 + "/bucket/absent", new byte[0]);
        expect(200, "GET", s3 + "/", new byte[0]);
        expect(403, "GET", s3 + "/bucket/large?" + wrongSignature(), new byte[0]);
        for (int i = 0; i < ROUNDS; i++) {
            expect(204, "DELETE", s3 + "/bucket/folder/small-" + i, new byte[0]);
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

    /** A presigned query that is refused in the end, but only after all that a good one goes through. */
    private static String wrongSignature() {
        String stamp = Instant.now().toString().replaceAll("[-:]|\\.\\d+", "");
        return "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=REHEARSAL%2F" + stamp.substring(0, 8)
                + "%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=" + stamp
                + "&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=" + "0".repeat(64);
    }

    private static void expect(int status, String method, String url, byte[] body) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setRequestMethod(method);
        if (!url.contains("X-Amz-")) {
            connection.setRequestProperty("X-Api-Key", API_KEY);
        }
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
