package dfs.node.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node that runs in a process of its own, on ports that were free. */
public final class NodeProcess implements AutoCloseable {

    /** The administrator's access key. */
    public static final String ACCESS_KEY = "TESTADMIN";

    /** Its secret. */
    public static final String SECRET_KEY = "test-secret-key";

    /** The administrator's API key. */
    public static final String API_KEY = "test-api-key";

    private static final Duration START_LIMIT = Duration.ofSeconds(180);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final long DUMP_SECONDS = 2;
    private static final long LOOK_MILLIS = 10;
    private static final Pattern READY = Pattern.compile("node ready .*s3=\"([^\"]+)\" management=\"([^\"]+)\"");

    private final Process process;
    private final Path log;
    private String s3 = "";
    private String management = "";

    private NodeProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** The command of the distribution that this build made. */
    public static Path command() {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of("target"), "dfs-*")) {
            for (Path each : found) {
                Path command = each.resolve("bin").resolve("dfs");
                if (Files.isExecutable(command)) {
                    return command.toAbsolutePath();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("no distribution in target/: mvn -pl node -am package makes it");
    }

    /** Starts a node over {@code folder/data}, with further settings, and waits until it is ready. */
    public static NodeProcess start(Path folder, String... namesAndValues) {
        return launch(folder, namesAndValues).awaitReady();
    }

    /** Starts a process without waiting for what becomes of it. */
    public static NodeProcess launch(Path folder, String... namesAndValues) {
        return launch(folder, List.of(command().toString(), "serve"), namesAndValues);
    }

    /** Starts a process, by such a command, without waiting for what becomes of it. */
    public static NodeProcess launch(Path folder, List<String> command, String... namesAndValues) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "API_HOST", "127.0.0.1",
                "API_PORT", "0",
                "DFS_MANAGEMENT_HOST", "127.0.0.1",
                "DFS_MANAGEMENT_PORT", "0",
                "STORAGE_PATH", folder.resolve("data").toString(),
                "DFS_DISK_RESERVE", "16MiB",
                "API_KEY", API_KEY,
                "AWS_ACCESS_KEY", ACCESS_KEY,
                "AWS_SECRET_KEY", SECRET_KEY));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        try {
            Path log = Files.createTempFile(folder, "node", ".log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("DFS_"));
            builder.environment().putAll(settings);
            return new NodeProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where S3 clients go. */
    public String s3() {
        return s3;
    }

    /** Where the management API is. */
    public String management() {
        return management;
    }

    /** The process. */
    public Process process() {
        return process;
    }

    /** All it said so far. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the process ends by itself. */
    public int awaitEnd() {
        try {
            if (process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("the node did not end within " + STOP_LIMIT + "; it said:\n" + log());
    }

    /** Ends the process at once, as a crash does (SIGKILL). */
    public void kill() {
        Process _ = process.destroyForcibly();
        int _ = awaitEnd();
    }

    /** Tells the process to stop (SIGTERM), and waits until it has. */
    @Override
    public void close() {
        process.destroy();
        int _ = awaitEnd();
    }

    /** Waits until the node is ready. Returns this. */
    public NodeProcess awaitReady() {
        if (!becomesReady()) {
            throw new AssertionError("the node did not become ready; it said:\n" + log());
        }
        return this;
    }

    /** Waits until the node is ready, or has ended instead. */
    public boolean becomesReady() {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            Matcher ready = READY.matcher(log());
            if (ready.find()) {
                s3 = ready.group(1);
                management = ready.group(2);
                return true;
            }
            pause();
        }
        if (process.isAlive()) {
            tellThreads();
            kill();
            throw new AssertionError("the node neither ended nor became ready; it said:\n" + log());
        }
        return false;
    }

    /** A node that hangs says where (SIGQUIT), in its log. */
    private void tellThreads() {
        try {
            int _ = new ProcessBuilder("kill", "-QUIT", String.valueOf(process.pid()))
                    .start()
                    .waitFor();
            TimeUnit.SECONDS.sleep(DUMP_SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs another command of the distribution and waits for it. */
    public static Ended run(Path folder, Map<String, String> environment, String... command) {
        List<String> line = new ArrayList<>(List.of(command));
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true);
            builder.environment().keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("DFS_"));
            builder.environment().putAll(environment);
            Process started = builder.start();
            started.getOutputStream().close();
            String output =
                    new String(started.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return new Ended(started.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while a command ran", e);
        }
    }

    /**
     * A command that ended.
     *
     * @param exitCode its exit code
     * @param output what it printed, both streams
     */
    public record Ended(int exitCode, String output) {}
}
