package dfs.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.node.process.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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

    private static final int STORAGE = 3;

    @TempDir
    private Path folder;

    private final S3 s3 = new S3();

    private static Map<String, String> settings(int node) {
        return node == STORAGE ? Map.of("DFS_VERTICLES", "s3,storage,replication,policy,metrics,management") : Map.of();
    }

    @Test
    void itKeepsBytesAndServesAndCatchesUp() {
        try (Nodes nodes = new Nodes(folder, Optional.empty(), NodeWithoutMetadataIT::settings).startAll()) {
            Samples samples = new Samples(nodes, s3);
            samples.putAll(STORAGE, "first");
            samples.putAll(1, "second");
            expectEverywhere(samples, "first", "second");
            assertThat(nodes.data(STORAGE).resolve("metadata")).isEmptyDirectory();
            assertThat(bytesKept(nodes)).isPositive();
            assertThat(list(nodes, 1)).contains("\"id\":\"node3\"").contains("\"role\":\"none\"");
            assertThat(list(nodes, STORAGE)).contains("\"role\":\"leader\"");
            samples.awaitHealthy("a census", 1);

            nodes.kill(STORAGE);
            samples.putAll(2, "meanwhile");
            NodeProcess _ = nodes.start(STORAGE);
            samples.awaitHealthy("what it missed", STORAGE);
            expectEverywhere(samples, "first", "second", "meanwhile");

            nodes.kill(STORAGE);
            nodes.wipe(STORAGE);
            NodeProcess again = nodes.start(STORAGE);
            samples.awaitHealthy("its rebuilding", 1);
            assertThat(again.log()).doesNotContain("was taken out");
            expectEverywhere(samples, "first", "second", "meanwhile");

            takeOut(nodes, samples);
        }
    }

    private void takeOut(Nodes nodes, Samples samples) {
        S3.Answer gone = s3.send("DELETE", nodes.management(1) + "/api/v1/nodes/node3", new byte[0]);
        assertThat(gone.status()).as(gone.text()).isEqualTo(204);
        Samples.await("the other to hear of it", () -> !list(nodes, 2).contains("node3"));
        samples.putAll(1, "without");
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

    private static void expectEverywhere(Samples samples, String... names) {
        for (String name : names) {
            for (int reader = 1; reader <= Nodes.COUNT; reader++) {
                samples.expectAll(reader, name);
            }
        }
    }
}
