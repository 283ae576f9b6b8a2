package dfs.history;

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
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * <b>Goal.</b> Puts, conditional puts, deletes, multipart completions, gets, heads and listings of a key are linearizable, over
 * kills and restarts too.
 *
 * <p><b>Method.</b> Sixteen clients work on a few keys at once until the process is killed, and go on when it is back; each set of
 * keys lives through two kills. At the end all that was asked and answered is judged. {@code -Dseed=N} repeats the clients' choices,
 * {@code -Dkills=N} makes it longer.
 */
class LinearizableNodeIT {

    private static final int CLIENTS = 16;
    private static final int KEYS = 6;
    private static final int CALLS_PER_LIFE = 500;

    @TempDir
    private Path folder;

    @Test
    void aHistoryOfManyClientsIsLinearizable() throws Exception {
        long seed = Long.getLong("seed", 20_261_124L);
        int kills = Integer.getInteger("kills", 4);
        Random random = new Random(seed);
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            NodeStore store = new NodeStore(http, Duration.ofSeconds(30));
            AtomicInteger values = new AtomicInteger();
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new Client(i, store, System::nanoTime, values, new Random(random.nextLong())));
            }
            for (int life = 0; life <= kills; life++) {
                NodeProcess node = NodeProcess.start(folder);
                store.moveTo(List.of(node.s3() + "/histories"));
                if (life == 0) {
                    makeBucket(http, node.s3() + "/histories");
                }
                liveAndKill(node, clients, keys(life / 2));
            }
            List<Call> history = clients.stream()
                    .flatMap(client -> client.history().stream())
                    .toList();
            for (Class<?> kind : List.of(Result.Done.class, Result.Refused.class, Result.Saw.class)) {
                assertThat(history.stream().map(Call::result).filter(kind::isInstance))
                        .as("answers of the kind " + kind.getSimpleName())
                        .hasSizeGreaterThan(history.size() / 20);
            }
            assertThat(Linearizability.violation(history)).as("seed " + seed).isEmpty();
        }
    }

    private static List<String> keys(int set) {
        return IntStream.range(0, KEYS).mapToObj(i -> set + "-" + i).toList();
    }

    private static void liveAndKill(NodeProcess node, List<Client> clients, List<String> keys) throws Exception {
        int enough = calls(clients) + CALLS_PER_LIFE;
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicInteger done = new AtomicInteger(calls(clients));
            List<Future<?>> working = new ArrayList<>();
            for (Client client : clients) {
                working.add(executor.submit(() -> {
                    while (client.act(keys)) {
                        done.incrementAndGet();
                    }
                }));
            }
            while (done.get() < enough && working.stream().noneMatch(Future::isDone)) {
                LockSupport.parkNanos(1_000_000);
            }
            node.kill();
            for (Future<?> each : working) {
                each.get();
            }
        }
    }

    private static int calls(List<Client> clients) {
        return clients.stream().mapToInt(client -> client.history().size()).sum();
    }

    private static void makeBucket(HttpClient http, String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("X-Api-Key", NodeProcess.API_KEY)
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
}
