package dfs.node.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Every kind of change, by several writers, while all jobs run. */
final class Load {

    /** Of a node that runs jobs under load. */
    static final String[] SETTINGS = {"DFS_READ_GRACE", "0s", "DFS_GARBAGE_GRACE", "5m", "DFS_SCRUB_RATE", "1GiB"};

    private static final int WRITERS = 6;
    private static final int CHANGES_AT_LEAST = 20;
    private static final int CHANGES_MORE = 200;
    private static final int LONGER_NANOS = 20_000_000;

    private Load() {}

    static List<Writer> writers(Random random) {
        return IntStream.range(0, WRITERS)
                .mapToObj(i -> new Writer("writer" + i, new Random(random.nextLong())))
                .toList();
    }

    /** Makes the buckets. */
    static void prepare(Node node) throws IOException, InterruptedException {
        var _ = node.put("/" + Place.PLAIN, new byte[0]);
        var _ = node.put("/" + Place.VERSIONED, new byte[0]);
        String enabled = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
        var _ = node.put("/" + Place.VERSIONED + "?versioning", enabled.getBytes(StandardCharsets.UTF_8));
    }

    /** Works, and kills the node in the middle of it. */
    static void workAndKill(Node node, List<Writer> writers, Random random) throws Exception {
        int enough = acknowledged(writers) + CHANGES_AT_LEAST + random.nextInt(CHANGES_MORE);
        int longerNanos = random.nextInt(LONGER_NANOS);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> working = new ArrayList<>();
            for (Writer writer : writers) {
                working.add(executor.submit(() -> writer.workUntilCut(node)));
            }
            working.add(executor.submit(() -> keepBusy(node)));
            while (acknowledged(writers) < enough && working.stream().noneMatch(Future::isDone)) {
                LockSupport.parkNanos(1_000_000);
            }
            LockSupport.parkNanos(longerNanos);
            node.process().kill();
            for (Future<?> each : working) {
                var _ = each.get();
            }
        }
    }

    /** Runs all jobs over and over, until the node does not answer any more. */
    private static void keepBusy(Node node) {
        try {
            while (true) {
                for (String job : List.of("compaction", "garbage", "scrub")) {
                    var _ = node.management("POST", "/api/v1/jobs/" + job + "/start");
                    LockSupport.parkNanos(10_000_000);
                }
            }
        } catch (IOException cut) {
            // That is how it ends.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int acknowledged(List<Writer> writers) {
        return writers.stream().mapToInt(Writer::acknowledged).sum();
    }
}
