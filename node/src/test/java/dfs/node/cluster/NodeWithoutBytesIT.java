package dfs.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.node.process.NodeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * <b>Goal.</b> A node without storage serves and votes as others do, and keeps nothing; with one such node, two disks make a cluster that goes
 * on without either. Nobody takes out the node that has the last copies by mistake.
 *
 * <p><b>Method.</b> Processes on this host: two nodes that keep bytes, and one that does not; a write needs one disk.
 */
class NodeWithoutBytesIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int[] SIZES = {100, 60_000, 3_000_000};

    @TempDir
    private Path folder;

    private final S3 s3 = new S3();

    private static Map<String, String> settings(int node) {
        Map<String, String> all = new java.util.HashMap<>(Map.of("QUORUM_SIZE", "1"));
        if (node == 3) {
            all.put("DFS_VERTICLES", "s3,metadata,replication,policy,metrics,management");
        }
        return all;
    }

    @Test
    void itServesAndVotesAndTheLastCopiesStay() {
        try (Nodes nodes = new Nodes(folder, Optional.empty(), NodeWithoutBytesIT::settings).startAll()) {
            s3.put(nodes.s3(3) + "/bucket", new byte[0]);
            putAll(nodes, 3, "first");
            putAll(nodes, 1, "second");
            for (int reader = 1; reader <= Nodes.COUNT; reader++) {
                expectAll(nodes, reader, "first");
                expectAll(nodes, reader, "second");
            }
            String list = s3.send("GET", nodes.management(3) + "/api/v1/nodes", new byte[0])
                    .text()
                    .replace(" ", "");
            assertThat(list.split("\"keepsBytes\":true", -1)).hasSize(3);
            assertThat(nodes.data(3).resolve("blobs")).isEmptyDirectory();
            await("a census", () -> fsck(nodes, 3).contains("\"healthy\":true"));

            nodes.kill(1);
            putAll(nodes, 3, "without-1");
            for (int reader = 2; reader <= Nodes.COUNT; reader++) {
                expectAll(nodes, reader, "first");
                expectAll(nodes, reader, "without-1");
            }
            takeOutAllButTheLastCopies(nodes);
        }
    }

    private void takeOutAllButTheLastCopies(Nodes nodes) {
        S3.Answer gone = s3.send("DELETE", nodes.management(3) + "/api/v1/nodes/node1", new byte[0]);
        assertThat(gone.status()).as(gone.text()).isEqualTo(204);
        S3.Answer last = s3.send("DELETE", nodes.management(3) + "/api/v1/nodes/node2", new byte[0]);
        assertThat(last.status()).as(last.text()).isEqualTo(409);
        assertThat(last.text()).contains("blobs on no other node");
        expectAll(nodes, 3, "second");
        NodeProcess takenOut = nodes.launch(1);
        assertThat(takenOut.awaitEnd()).isEqualTo(1);
        assertThat(takenOut.log()).contains("was taken out of the cluster");

        nodes.kill(2);
        NodeProcess without = NodeProcess.launch(nodes.folder(2), withoutStorage(nodes));
        assertThat(without.awaitEnd()).isEqualTo(1);
        assertThat(without.log()).contains("keeps bytes of the cluster");
    }

    private static String[] withoutStorage(Nodes nodes) {
        String[] own = nodes.environment(2);
        String[] all = java.util.Arrays.copyOf(own, own.length + 2);
        all[own.length] = "DFS_VERTICLES";
        all[own.length + 1] = settings(3).getOrDefault("DFS_VERTICLES", "");
        return all;
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

    private void expectAll(Nodes nodes, int reader, String name) {
        for (int i = 0; i < SIZES.length; i++) {
            byte[] expected = S3.bytes(i, SIZES[i]);
            assertThat(s3.get(nodes.s3(reader) + "/bucket/" + name + "-" + i))
                    .as("GET " + name + "-" + i + " of node " + reader)
                    .hasValueSatisfying(found -> assertThat(found).isEqualTo(expected));
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
