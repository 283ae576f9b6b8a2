package dfs.node.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.node.process.NodeProcess;
import dfs.node.process.Preload;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks for bytes that nothing names, after one collection of garbage. */
final class Leftovers {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SEGMENT_BLOB_BYTES_MAX = 1 << 20;

    /** Bytes without a name are garbage when they are older than this. */
    private static final long GRACE_SECONDS = 300;

    private Leftovers() {}

    /** Starts a node over the folder, whose clock says that all grace is over, and lets it collect once. */
    static void check(HttpClient client, Path folder, List<Writer> writers, String when) throws Exception {
        Path clock = Preload.build(Files.createTempDirectory(folder, "clock"), "clock");
        try (NodeProcess process = NodeProcess.start(
                folder,
                "LD_PRELOAD",
                clock.toString(),
                "DFS_TEST_CLOCK_AHEAD",
                String.valueOf(2 * GRACE_SECONDS),
                "DFS_GARBAGE_GRACE",
                GRACE_SECONDS + "s",
                "DFS_READ_GRACE",
                "0s",
                "DFS_SCRUB_RATE",
                "1GiB")) {
            Node node = new Node(client, process);
            new Audit(node, writers, when).run();
            String garbage = run(node, "garbage");
            String scrub = run(node, "scrub");
            assertThat(scrub).as("scrub, %s", when).contains("\"findingsCount\":0");
            Map<Long, Contents> live = live(writers);
            long blobs = live.values().stream().mapToInt(Contents::blobs).sum();
            long files = live.values().stream().mapToLong(Leftovers::files).sum();
            await(
                    () -> figure(node, "dfs_blobs") == blobs,
                    () -> "%s: %s blobs are kept and %s named; the collection said %s"
                            .formatted(when, figure(node, "dfs_blobs"), blobs, garbage));
            Path kept = folder.resolve("data/blobs");
            await(
                    () -> count(kept.resolve("files")) == files && count(kept.resolve("incoming")) == 0,
                    () -> "%s: %s files are kept and %s named; %s are incoming"
                            .formatted(when, count(kept.resolve("files")), files, count(kept.resolve("incoming"))));
        }
    }

    /** Runs a job from its beginning to its end; what became of it. */
    static String run(Node node, String job) throws IOException, InterruptedException {
        String before = node.management("GET", "/api/v1/jobs/" + job);
        while (before.contains("\"running\"")) { // one that began by itself
            LockSupport.parkNanos(5_000_000);
            before = node.management("GET", "/api/v1/jobs/" + job);
        }
        var _ = node.management("POST", "/api/v1/jobs/" + job + "/start");
        long end = System.nanoTime() + PATIENCE.toNanos();
        String now = node.management("GET", "/api/v1/jobs/" + job);
        while (now.contains("\"running\"") && System.nanoTime() < end) {
            LockSupport.parkNanos(5_000_000);
            now = node.management("GET", "/api/v1/jobs/" + job);
        }
        assertThat(now).contains("\"idle\"");
        return now;
    }

    /** What is named, once for all that share it. */
    private static Map<Long, Contents> live(List<Writer> writers) {
        Map<Long, Contents> live = new HashMap<>();
        for (Writer writer : writers) {
            for (Place place : writer.ledger().places()) {
                for (Version version : writer.ledger().at(place)) {
                    live.put(version.contents().seed(), version.contents());
                }
            }
        }
        return live;
    }

    /** How many of the blobs are long enough for a file of their own; the last part of an upload is not. */
    private static int files(Contents contents) {
        return contents.parts() > 1 ? contents.parts() - 1 : contents.sizeBytes() > SEGMENT_BLOB_BYTES_MAX ? 1 : 0;
    }

    private static long figure(Node node, String name) {
        try {
            return Pattern.compile("^" + name + "(?:\\{[^}]*})? ([0-9.E]+)$", Pattern.MULTILINE)
                    .matcher(node.management("GET", "/metrics"))
                    .results()
                    .mapToLong(found -> (long) Double.parseDouble(found.group(1)))
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static long count(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).count();
        } catch (IOException | java.io.UncheckedIOException removedMeanwhile) {
            return -1;
        }
    }

    private static void await(BooleanSupplier condition, java.util.function.Supplier<String> otherwise) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(otherwise.get());
            }
            LockSupport.parkNanos(50_000_000);
        }
    }
}
