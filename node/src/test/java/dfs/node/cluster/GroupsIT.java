package dfs.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.node.process.NodeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * <b>Goal.</b> A cluster whose metadata is in three groups serves as one of one group does, while nodes are lost and replaced.
 *
 * <p><b>Method.</b> Processes on this host; buckets enough for each group to have some.
 */
class GroupsIT {

    private static final List<String> BUCKETS =
            IntStream.range(0, 6).mapToObj(i -> "bucket-" + i).toList();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final S3 s3 = new S3();

    @Test
    void bucketsOfAllGroupsAreServedAndCopiedThroughAnyNodeWhileNodesAreLostAndReplaced() {
        try (Nodes nodes = new Nodes(folder, Optional.empty(), Map.of("DFS_METADATA_GROUPS", "3")).startAll()) {
            for (int i = 0; i < BUCKETS.size(); i++) {
                String url = nodes.s3(i % 3 + 1) + "/" + BUCKETS.get(i);
                await("PUT " + url, () -> s3.send("PUT", url, new byte[0]).status() == 200);
            }
            putAll(nodes, 1, "first");
            expectAll(nodes, "first");
            copyAll(nodes);
            String listed = s3.send("GET", nodes.s3(2) + "/", new byte[0]).text();
            assertThat(BUCKETS).allSatisfy(bucket -> assertThat(listed).contains("<Name>" + bucket + "</Name>"));

            nodes.kill(3);
            putAll(nodes, 2, "without-one");
            nodes.wipe(3);
            NodeProcess _ = nodes.start(3);
            expectAll(nodes, "without-one");
            await("all replicas", () -> isWhole(nodes, 1));

            nodes.kill(1);
            putAll(nodes, 3, "through-the-new-one");
            NodeProcess _ = nodes.start(1);
            expectAll(nodes, "through-the-new-one");
            expectAll(nodes, "first");
        }
    }

    private void putAll(Nodes nodes, int writer, String key) {
        for (String bucket : BUCKETS) {
            String url = nodes.s3(writer) + "/" + bucket + "/" + key;
            await("PUT " + url, () -> s3.send("PUT", url, bytes(bucket)).status() == 200);
        }
    }

    private void expectAll(Nodes nodes, String key) {
        for (int reader = 1; reader <= Nodes.COUNT; reader++) {
            for (String bucket : BUCKETS) {
                String url = nodes.s3(reader) + "/" + bucket + "/" + key;
                await("GET " + url, () -> s3.send("GET", url, new byte[0]).status() != 503);
                assertThat(s3.get(url))
                        .as("GET " + url)
                        .hasValueSatisfying(body -> assertThat(body).isEqualTo(bytes(bucket)));
            }
        }
    }

    /** From each bucket to each other one. */
    private void copyAll(Nodes nodes) {
        for (String from : BUCKETS) {
            for (String to : BUCKETS) {
                String url = nodes.s3(2) + "/" + to + "/copy-of-" + from;
                await(
                        "copy to " + url,
                        () -> s3.send("PUT", url, new byte[0], "x-amz-copy-source", from + "/first")
                                        .status()
                                == 200);
                assertThat(s3.get(nodes.s3(3) + "/" + to + "/copy-of-" + from))
                        .hasValueSatisfying(body -> assertThat(body).isEqualTo(bytes(from)));
            }
        }
    }

    /** Of each way to be kept. */
    private static byte[] bytes(String bucket) {
        int number = BUCKETS.indexOf(bucket);
        return S3.bytes(number, number % 2 == 0 ? 100 : 60_000);
    }

    private boolean isWhole(Nodes nodes, int asked) {
        String fsck = nodes.management(asked) + "/api/v1/fsck";
        assertThat(s3.send("POST", fsck, new byte[0]).status()).isEqualTo(202);
        await("the census", () -> !s3.send("GET", fsck, new byte[0]).text().contains("running"));
        return s3.send("GET", fsck, new byte[0]).text().replace(" ", "").contains("\"healthy\":true");
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(50_000_000);
        }
    }
}
