package dfs.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.node.process.NodeProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * <b>Goal.</b> A node without storage serves and votes as others do, and keeps nothing; with one such node, two disks make a cluster that goes
 * on without either. Nobody takes out the node that has the last copies by mistake.
 *
 * <p><b>Method.</b> Processes on this host: two nodes that keep bytes, and one that does not; a write needs one disk.
 */
class NodeWithoutBytesIT {

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
            Samples samples = new Samples(nodes, s3);
            samples.putAll(3, "first");
            samples.putAll(1, "second");
            for (int reader = 1; reader <= Nodes.COUNT; reader++) {
                samples.expectAll(reader, "first");
                samples.expectAll(reader, "second");
            }
            String list = s3.send("GET", nodes.management(3) + "/api/v1/nodes", new byte[0])
                    .text()
                    .replace(" ", "");
            assertThat(list.split("\"keepsBytes\":true", -1)).hasSize(3);
            assertThat(nodes.data(3).resolve("blobs")).isEmptyDirectory();
            samples.awaitHealthy("a census", 3);

            nodes.kill(1);
            samples.putAll(3, "without-1");
            for (int reader = 2; reader <= Nodes.COUNT; reader++) {
                samples.expectAll(reader, "first");
                samples.expectAll(reader, "without-1");
            }
            takeOutAllButTheLastCopies(nodes, samples);
        }
    }

    private void takeOutAllButTheLastCopies(Nodes nodes, Samples samples) {
        S3.Answer gone = s3.send("DELETE", nodes.management(3) + "/api/v1/nodes/node1", new byte[0]);
        assertThat(gone.status()).as(gone.text()).isEqualTo(204);
        S3.Answer last = s3.send("DELETE", nodes.management(3) + "/api/v1/nodes/node2", new byte[0]);
        assertThat(last.status()).as(last.text()).isEqualTo(409);
        assertThat(last.text()).contains("blobs on no other node");
        samples.expectAll(3, "second");
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
}
