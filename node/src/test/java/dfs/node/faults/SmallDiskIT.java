package dfs.node.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dfs.node.process.NodeProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node on a disk of 128 MiB that something else fills to the last byte. */
class SmallDiskIT {

    private static final byte[] MEDIUM = new byte[100_000];
    private static final byte[] LARGE = new byte[3_000_000];

    @TempDir
    private Path folder;

    private Path disk;

    @BeforeEach
    void mount() throws IOException {
        disk = Files.createDirectory(folder.resolve("disk"));
        try {
            NodeProcess.Ended mounted = NodeProcess.run(
                    folder, Map.of(), "mount", "-t", "tmpfs", "-o", "size=128m", "tmpfs", disk.toString());
            if (mounted.exitCode() != 0) {
                abort("a disk of a given size needs the right to mount one: " + mounted.output());
            }
        } catch (java.io.UncheckedIOException e) {
            abort("a disk of a given size needs mount: " + e.getMessage());
        }
    }

    @AfterEach
    void unmount() {
        assertThat(NodeProcess.run(folder, Map.of(), "umount", disk.toString()).exitCode())
                .isZero();
    }

    @Test
    void aFullDiskRefusesWritesWith507AndServesReadsBeforeAndAfterARestart() throws IOException {
        Path filler = disk.resolve("filler");
        String[] settings = {"STORAGE_PATH", disk.resolve("data").toString()};
        NodeProcess first = NodeProcess.start(folder, settings);
        try (Client client = new Client(first)) {
            assertThat(client.put("/bucket", "").statusCode()).isEqualTo(200);
            assertThat(client.put("/bucket/kept", "small").statusCode()).isEqualTo(200);
            assertThat(client.put("/bucket/medium", MEDIUM).statusCode()).isEqualTo(200);
            assertThat(client.put("/bucket/large", LARGE).statusCode()).isEqualTo(200);
            fill(filler);
            assertReadsOnly(client);
            assertThat(client.delete("/bucket/medium").statusCode()).isEqualTo(204);
        } finally {
            first.kill();
        }
        try (NodeProcess second = NodeProcess.start(folder, settings);
                Client client = new Client(second)) {
            assertReadsOnly(client);
            assertThat(client.get("/bucket/medium").statusCode()).isEqualTo(404);
            Files.delete(filler);
            client.putUntilTaken("/bucket/after", "small");
            client.putUntil(200, "/bucket/after-large", LARGE);
            client.awaitHealth("\"status\":\"healthy\"");
        }
    }

    private static void assertReadsOnly(Client client) {
        assertThat(client.get("/bucket/kept").body()).isEqualTo("small");
        assertThat(client.get("/bucket/large").body()).hasSize(LARGE.length);
        for (byte[] body : new byte[][] {{1}, MEDIUM, LARGE}) {
            client.putUntil(507, "/bucket/noticed", body);
            var refused = client.put("/bucket/refused", body);
            assertThat(refused.statusCode()).isEqualTo(507);
            assertThat(refused.body()).contains("<Code>InsufficientStorage</Code>");
        }
        assertThat(client.get("/bucket?list-type=2").body()).contains("kept").doesNotContain("refused");
        client.awaitHealth("\"status\":\"degraded\"");
        assertThat(client.health().body()).contains("disk");
    }

    private static void fill(Path file) {
        byte[] some = new byte[64 << 10];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(some);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left on device");
        }
    }
}
