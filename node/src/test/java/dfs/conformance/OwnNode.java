package dfs.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A node from the classes of this build, in a process that ends with this one. */
final class OwnNode {

    private static final Caller ADMIN = new Caller("CONFORMANCEADMIN", "conformance-secret");
    private static final Caller OTHER = new Caller("CONFORMANCEOTHER", "conformance-other-secret");
    private static final String API_KEY = "conformance-api-key";

    /** A web page's origin that the node lets read replies whatever a bucket's own rules say. */
    static final String WEB_ORIGIN = "https://console.example";

    private static final Pattern READY = Pattern.compile("node ready .*s3=\"([^\"]+)\" management=\"([^\"]+)\"");

    private OwnNode() {}

    static S3Endpoint start() {
        try {
            Path folder = Files.createTempDirectory("dfs-conformance");
            Process process = launch(folder);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, folder)));
            Matcher ready = awaitReady(process);
            URI management = local(ready.group(2));
            ask(management, "/api/v1/users", "{\"name\":\"other\",\"role\":\"writer\"}");
            ask(
                    management,
                    "/api/v1/users/other/keys",
                    "{\"kind\":\"s3\",\"accessKey\":\"" + OTHER.accessKey() + "\",\"secretKey\":\"" + OTHER.secretKey()
                            + "\"}");
            return S3Endpoint.of(local(ready.group(1)), ADMIN, Optional.of(OTHER), Optional.of(API_KEY));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process launch(Path folder) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dfs.node.Main"));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("DFS_"));
        builder.environment()
                .putAll(Map.of(
                        "API_HOST",
                        "127.0.0.1",
                        "API_PORT",
                        "0",
                        "DFS_MANAGEMENT_HOST",
                        "127.0.0.1",
                        "DFS_MANAGEMENT_PORT",
                        "0",
                        "STORAGE_PATH",
                        folder.resolve("data").toString(),
                        "DFS_DISK_RESERVE",
                        "16MiB",
                        "API_KEY",
                        API_KEY,
                        "CORS_ORIGINS",
                        WEB_ORIGIN,
                        "AWS_ACCESS_KEY",
                        ADMIN.accessKey(),
                        "AWS_SECRET_KEY",
                        ADMIN.secretKey()));
        return builder.start();
    }

    /** Reads what the node says until it is ready, and leaves a thread that goes on reading. */
    private static Matcher awaitReady(Process process) throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher ready = READY.matcher(line);
            if (ready.find()) {
                Thread.ofVirtual().start(() -> output.lines().forEach(more -> {}));
                return ready;
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("the node did not start; it said:\n" + said);
    }

    private static void ask(URI management, String path, String json) {
        new Request(management, Optional.empty(), "POST", path)
                .header("X-Api-Key", API_KEY)
                .header("Content-Type", "application/json")
                .body(json)
                .send()
                .answers(201);
    }

    private static URI local(String url) {
        return URI.create(url.replace("localhost", "127.0.0.1"));
    }

    private static void end(Process process, Path folder) {
        process.destroyForcibly().onExit().join();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
