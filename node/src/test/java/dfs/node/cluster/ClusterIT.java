package dfs.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.node.process.NodeProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * <b>Goal.</b> Three nodes make one cluster: any of them serves any request, none of them is missed when it is gone, and one that
 * comes back, with its disk or without it, has all again.
 *
 * <p><b>Method.</b> Processes on this host; objects of each way to be kept: inline, in a segment, in a file of their own.
 */
class ClusterIT {

    private static final int[] SIZES = {0, 100, 4_000, 60_000, 3_000_000};

    @TempDir
    private Path folder;

    private final S3 s3 = new S3();

    @Test
    void anyNodeServesWhatAnotherTookAndNoneIsMissedWhenItIsGone() {
        try (Nodes nodes = new Nodes(folder, Optional.empty(), Map.of()).startAll()) {
            s3.put(nodes.s3(1) + "/bucket", new byte[0]);
            for (int writer = 1; writer <= Nodes.COUNT; writer++) {
                putAll(nodes, writer, "by-" + writer);
                for (int reader = 1; reader <= Nodes.COUNT; reader++) {
                    expectAll(nodes, reader, "by-" + writer);
                }
            }
            for (int gone = 1; gone <= Nodes.COUNT; gone++) {
                nodes.kill(gone);
                int left = gone % Nodes.COUNT + 1;
                int other = left % Nodes.COUNT + 1;
                putWithin(Duration.ofSeconds(10), nodes, left, "without-" + gone);
                expectAll(nodes, other, "without-" + gone);
                expectAll(nodes, left, "by-" + gone);
                NodeProcess _ = nodes.start(gone);
                expectAll(nodes, gone, "without-" + gone);
            }
        }
    }

    @Test
    void oneOfManyConditionalWritesThroughAllNodesWins() throws Exception {
        try (Nodes nodes = new Nodes(folder, Optional.empty(), Map.of()).startAll();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            s3.put(nodes.s3(1) + "/bucket", new byte[0]);
            for (int round = 0; round < 10; round++) {
                String key = "/bucket/once-" + round;
                List<Future<Integer>> answers = IntStream.range(0, 9)
                        .mapToObj(i -> clients.submit(() -> s3.send(
                                        "PUT", nodes.s3(i % 3 + 1) + key, S3.bytes(i, 10), "If-None-Match", "*")
                                .status()))
                        .toList();
                int won = 0;
                for (Future<Integer> answer : answers) {
                    assertThat(answer.get()).isIn(200, 412);
                    won += answer.get() == 200 ? 1 : 0;
                }
                assertThat(won).isEqualTo(1);
            }
        }
    }

    @Test
    void aNodeWhoseDiskWasLostTakesItsPlaceAgainAndIsMadeWhole() {
        try (Nodes nodes = new Nodes(folder, Optional.empty(), Map.of()).startAll()) {
            s3.put(nodes.s3(1) + "/bucket", new byte[0]);
            putAll(nodes, 1, "before");
            nodes.kill(2);
            nodes.wipe(2);
            putWithin(Duration.ofSeconds(10), nodes, 3, "meanwhile");

            NodeProcess _ = nodes.start(2);

            expectAll(nodes, 2, "before");
            expectAll(nodes, 2, "meanwhile");
            await("all replicas", Duration.ofSeconds(60), () -> isWhole(nodes, 1));
            nodes.kill(1);
            putWithin(Duration.ofSeconds(10), nodes, 2, "after");
            expectAll(nodes, 2, "before");
            expectAll(nodes, 3, "after");
        }
    }

    @Test
    void aNodeAloneGrowsToThreeAndKeepsWhatItHad() throws Exception {
        Path first = Files.createDirectories(folder.resolve("node1"));
        try (NodeProcess alone = NodeProcess.start(first)) {
            s3.put(alone.s3() + "/bucket", new byte[0]);
            for (int i = 0; i < SIZES.length; i++) {
                s3.put(alone.s3() + "/bucket/alone-" + i, S3.bytes(i, SIZES[i]));
            }
        }
        try (Nodes nodes = new Nodes(folder, Optional.empty(), Map.of()).startAll()) {
            for (int reader = 1; reader <= Nodes.COUNT; reader++) {
                expectAll(nodes, reader, "alone");
            }
            putAll(nodes, 3, "together");
            await("all replicas", Duration.ofSeconds(60), () -> isWhole(nodes, 2));
            nodes.kill(1);
            putWithin(Duration.ofSeconds(10), nodes, 2, "later");
            expectAll(nodes, 2, "alone");
            expectAll(nodes, 3, "together");
            anotherNodeOfThatNameIsTurnedAway(nodes);
        }
        NodeProcess alone = NodeProcess.launch(first);
        assertThat(alone.awaitEnd()).isEqualTo(1);
        assertThat(alone.log()).contains("belongs to a cluster", "DFS_CLUSTER_NODES");
    }

    /** One that was alone, with a folder of its own, in the place of the one that the cluster grew from: both have the same name in Raft. */
    private void anotherNodeOfThatNameIsTurnedAway(Nodes nodes) throws Exception {
        Path impostor = Files.createDirectories(folder.resolve("impostor"));
        try (NodeProcess alone = NodeProcess.start(impostor)) {
            s3.put(alone.s3() + "/bucket-of-its-own", new byte[0]);
        }
        Path before = folder.resolve("before");
        Files.move(nodes.data(1), before);
        Files.move(impostor.resolve("data"), nodes.data(1));
        NodeProcess turnedAway = nodes.launch(1);
        assertThat(turnedAway.awaitEnd()).isEqualTo(1);
        assertThat(turnedAway.log()).contains("belongs to a cluster already");
        putWithin(Duration.ofSeconds(10), nodes, 3, "undisturbed");
        expectAll(nodes, 2, "undisturbed");
        nodes.wipe(1);
        Files.move(before, nodes.data(1));
    }

    /** Says whether a census of all replicas finds nothing missing. */
    private boolean isWhole(Nodes nodes, int asked) {
        String fsck = nodes.management(asked) + "/api/v1/fsck";
        assertThat(s3.send("POST", fsck, new byte[0]).status()).isEqualTo(202);
        await(
                "the census",
                Duration.ofSeconds(60),
                () -> !s3.send("GET", fsck, new byte[0]).text().contains("running"));
        return s3.send("GET", fsck, new byte[0]).text().replace(" ", "").contains("\"healthy\":true");
    }

    private void putAll(Nodes nodes, int writer, String name) {
        for (int i = 0; i < SIZES.length; i++) {
            s3.put(nodes.s3(writer) + "/bucket/" + name + "-" + i, S3.bytes(i, SIZES[i]));
        }
    }

    /** While a new leader is found a write may be refused; it is repeated. */
    private void putWithin(Duration limit, Nodes nodes, int writer, String name) {
        for (int i = 0; i < SIZES.length; i++) {
            String url = nodes.s3(writer) + "/bucket/" + name + "-" + i;
            byte[] body = S3.bytes(i, SIZES[i]);
            await("PUT " + url, limit, () -> {
                S3.Answer answer = s3.send("PUT", url, body);
                assertThat(answer.status()).as(answer.text()).isIn(200, 503);
                return answer.status() == 200;
            });
        }
    }

    private void expectAll(Nodes nodes, int reader, String name) {
        for (int i = 0; i < SIZES.length; i++) {
            String url = nodes.s3(reader) + "/bucket/" + name + "-" + i;
            Optional<byte[]> found = s3.get(url);
            assertThat(found).as("GET " + url).isPresent();
            assertThat(found.get()).as("GET " + url).isEqualTo(S3.bytes(i, SIZES[i]));
        }
    }

    private static void await(String what, Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what + " within " + limit).isLessThan(end);
            LockSupport.parkNanos(50_000_000);
        }
    }
}
