package dfs.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.node.process.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * <b>Goal.</b> A node without metadata keeps bytes and serves as others do: it is written to, catches up with what it missed, is rebuilt after
 * its disk was lost, is counted by a census, and can be taken out.
 *
 * <p><b>Method.</b> Processes on this host: two nodes with all parts, and one that has all but metadata, which begin together.
 */
class NodeWithoutMetadataIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int STORAGE = 3;
    private static final int[] SIZES = {100, 60_000, 3_000_000};

    @TempDir
    private Path folder;

    private final S3 s3 = new S3();

    private static Map<String, String> settings(int node) {
        return node == STORAGE ? Map.of("DFS_VERTICLES", "s3,storage,replication,policy,metrics,management") : Map.of();
    }

    @Test
    void itKeepsBytesAndServesAndCatchesUp() {
        try (Nodes nodes = new Nodes(folder, Optional.empty(), NodeWithoutMetadataIT::settings).startAll()) {
            s3.put(nodes.s3(STORAGE) + "/bucket", new byte[0]);
            putAll(nodes, STORAGE, "first");
            putAll(nodes, 1, "second");
            expectEverywhere(nodes, "first", "second");
            assertThat(nodes.data(STORAGE).resolve("metadata")).isEmptyDirectory();
            assertThat(bytesKept(nodes)).isPositive();
            assertThat(list(nodes, 1)).contains("\"id\":\"node3\"").contains("\"role\":\"none\"");
            assertThat(list(nodes, STORAGE)).contains("\"role\":\"leader\"");
            await("a census", () -> fsck(nodes, 1).contains("\"healthy\":true"));

            nodes.kill(STORAGE);
            putAll(nodes, 2, "meanwhile");
            NodeProcess _ = nodes.start(STORAGE);
            await("what it missed", () -> fsck(nodes, STORAGE).contains("\"healthy\":true"));
            expectEverywhere(nodes, "first", "second", "meanwhile");

            nodes.kill(STORAGE);
            nodes.wipe(STORAGE);
            NodeProcess again = nodes.start(STORAGE);
            await("its rebuilding", () -> fsck(nodes, 1).contains("\"healthy\":true"));
            assertThat(again.log()).doesNotContain("was taken out");
            expectEverywhere(nodes, "first", "second", "meanwhile");

            takeOut(nodes);
        }
    }

    private void takeOut(Nodes nodes) {
        S3.Answer gone = s3.send("DELETE", nodes.management(1) + "/api/v1/nodes/node3", new byte[0]);
        assertThat(gone.status()).as(gone.text()).isEqualTo(204);
        await("the other to hear of it", () -> !list(nodes, 2).contains("node3"));
        putAll(nodes, 1, "without");
        nodes.kill(STORAGE);
        NodeProcess takenOut = nodes.launch(STORAGE);
        assertThat(takenOut.awaitEnd()).isEqualTo(1);
        assertThat(takenOut.log()).contains("was taken out of the cluster");
    }

    private long bytesKept(Nodes nodes) {
        try (Stream<Path> files = Files.walk(nodes.data(STORAGE).resolve("blobs"))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String list(Nodes nodes, int asked) {
        return s3.send("GET", nodes.management(asked) + "/api/v1/nodes", new byte[0])
                .text()
                .replace(" ", "");
    }

    private String fsck(Nodes nodes, int asked) {
        String fsck = nodes.management(asked) + "/api/v1/fsck";
        assertThat(s3.send("POST", fsck, new byte[0]).status()).isEqualTo(202);
        await("its end", () -> !s3.send("GET", fsck, new byte[0]).text().contains("running"));
        return s3.send("GET", fsck, new byte[0]).text().replace(" ", "");
    }

    private void putAll(Nodes nodes, int writer, String name) {
        for (int i = 0; i < SIZES.length; i++) {
            String url = nodes.s3(writer) + "/bucket/" + name + "-" + i;
            byte[] body = S3.bytes(i, SIZES[i]);
            await("PUT " + url, () -> s3.send("PUT", url, body).status() == 200);
        }
    }

    private void expectEverywhere(Nodes nodes, String... names) {
        for (String name : names) {
            for (int reader = 1; reader <= Nodes.COUNT; reader++) {
                for (int i = 0; i < SIZES.length; i++) {
                    byte[] expected = S3.bytes(i, SIZES[i]);
                    assertThat(s3.get(nodes.s3(reader) + "/bucket/" + name + "-" + i))
                            .as("GET " + name + "-" + i + " of node " + reader)
                            .hasValueSatisfying(found -> assertThat(found).isEqualTo(expected));
                }
            }
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(50_000_000);
        }
    }
}
