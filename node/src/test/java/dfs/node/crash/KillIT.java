package dfs.node.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.node.process.NodeProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * <b>Goal.</b> What was acknowledged is there after the process was killed at any moment, whatever it was: a put of any size,
 * a delete, a copy, the completion of a multipart upload. What was not acknowledged is there as a whole or not at all.
 *
 * <p><b>Method.</b> Writers change keys of their own; the process is killed (SIGKILL) in the middle of it and started again on
 * the same folder; every key ever touched is read and compared, and so is the listing. Ten times over the same data.
 * {@code -Dseed=N} repeats the writers' choices; when the kill comes is up to the machine.
 */
class KillIT {

    private static final int CYCLES = 10;
    private static final int WRITERS = 8;
    private static final int CHANGES_AT_LEAST = 60;
    private static final Pattern KEY = Pattern.compile("<Key>([^<]+)</Key>");

    @TempDir
    private Path folder;

    @Test
    void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
        long seed = Long.getLong("seed", 20_260_101L);
        Random random = new Random(seed);
        List<Writer> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new Writer("writer-" + i, NodeProcess.API_KEY, new Random(random.nextLong())));
        }
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build()) {
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                NodeProcess node = NodeProcess.start(folder);
                String bucket = node.s3() + "/kill";
                if (cycle == 0) {
                    assertThat(send(
                                    client,
                                    HttpRequest.newBuilder(URI.create(bucket))
                                            .PUT(HttpRequest.BodyPublishers.noBody())))
                            .isEmpty();
                } else {
                    check(client, bucket, writers, "seed " + seed + ", cycle " + cycle);
                }
                workAndKill(client, node, bucket, writers, random.nextInt(100));
            }
            try (NodeProcess node = NodeProcess.start(folder)) {
                check(client, node.s3() + "/kill", writers, "seed " + seed + ", at the end");
            }
        }
    }

    private static void workAndKill(
            HttpClient client, NodeProcess node, String bucket, List<Writer> writers, int moreChanges)
            throws Exception {
        int enough = acknowledged(writers) + CHANGES_AT_LEAST + moreChanges;
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> working = new ArrayList<>();
            for (Writer writer : writers) {
                working.add(executor.submit(() -> writer.workUntilCut(client, bucket)));
            }
            while (acknowledged(writers) < enough && working.stream().noneMatch(Future::isDone)) {
                LockSupport.parkNanos(1_000_000);
            }
            node.kill();
            for (Future<?> each : working) {
                each.get();
            }
        }
    }

    private static int acknowledged(List<Writer> writers) {
        return writers.stream().mapToInt(Writer::acknowledged).sum();
    }

    private static void check(HttpClient client, String bucket, List<Writer> writers, String when) throws Exception {
        Set<String> present = new TreeSet<>();
        for (Writer writer : writers) {
            Set<String> keys = new TreeSet<>(writer.known().keySet());
            writer.doubt().ifPresent(doubt -> keys.add(doubt.key()));
            for (String key : keys) {
                Optional<Contents> found = writer.found(client, bucket, key);
                assertThat(found)
                        .as(
                                "%s: %s must hold %s, or as the unanswered change has it: %s",
                                when, key, writer.known().get(key), writer.doubt())
                        .isPresent();
                if (writer.doubt().isPresent() && writer.doubt().get().key().equals(key)) {
                    writer.settle(found.get());
                }
                if (!found.get().isNothing()) {
                    present.add(key);
                }
            }
        }
        String listing = send(
                client,
                HttpRequest.newBuilder(URI.create(bucket + "?list-type=2")).GET());
        assertThat(KEY.matcher(listing).results().map((MatchResult match) -> match.group(1)))
                .as("the listing, %s", when)
                .containsExactlyElementsOf(present);
    }

    private static String send(HttpClient client, HttpRequest.Builder request) throws Exception {
        var response =
                client.send(request.header("X-Api-Key", NodeProcess.API_KEY).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }
}
