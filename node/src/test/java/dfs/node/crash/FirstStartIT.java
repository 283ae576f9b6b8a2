package dfs.node.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.node.process.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * <b>Goal.</b> A first start that is killed at any moment does not keep the node from starting afterwards.
 *
 * <p><b>Method.</b> Of each thing that a first start makes: the process is killed as soon as it is there. The next start goes
 * on in what was left, is killed a step later, and so on; the last one must serve.
 */
class FirstStartIT {

    private static final List<String> STEPS = List.of(
            "format",
            "keys/master.key",
            "metadata/index/CURRENT",
            "metadata/log/*",
            "metadata/log/*/current",
            "metadata/log/*/current/raft-meta",
            "metadata/log/*/current/log_inprogress_0",
            "blobs/segments",
            "blobs/format",
            "blobs/index/CURRENT");

    @TempDir
    private Path folder;

    @Test
    void aFirstStartKilledAtAnyStepDoesNotKeepTheNodeFromStarting() throws Exception {
        Path data = folder.resolve("data");
        for (String step : STEPS) {
            NodeProcess node = NodeProcess.launch(folder);
            while (!isThere(data, List.of(step.split("/"))) && node.process().isAlive()) {
                Thread.onSpinWait();
            }
            assertThat(node.process().isAlive())
                    .as("killed at " + step + ": " + node.log())
                    .isTrue();
            node.kill();
        }
        try (NodeProcess node = NodeProcess.start(folder);
                HttpClient client = HttpClient.newHttpClient()) {
            var created = client.send(
                    HttpRequest.newBuilder(URI.create(node.s3() + "/bucket"))
                            .header("X-Api-Key", NodeProcess.API_KEY)
                            .PUT(BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
            assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
        }
    }

    /** Whether there is such a path; {@code *} stands for any folder. */
    private static boolean isThere(Path folder, List<String> names) throws IOException {
        if (names.isEmpty()) {
            return Files.exists(folder);
        }
        List<String> rest = names.subList(1, names.size());
        if (!names.getFirst().equals("*")) {
            return isThere(folder.resolve(names.getFirst()), rest);
        }
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> each = Files.list(folder)) {
            for (Path one : each.filter(Files::isDirectory).toList()) {
                if (isThere(one, rest)) {
                    return true;
                }
            }
        }
        return false;
    }
}
