package dfs.node.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.node.faults.FaultyDisk.Errno;
import dfs.node.process.NodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * <b>Goal.</b> While a disk fails in whatever way, a node stays up, serves what it can read, and answers writes with 503 or
 * 507 and the reason; nothing refused becomes visible; it takes writes again by itself when the disk is well.
 *
 * <p><b>Method.</b> System calls of a whole node are made to fail with the error numbers of Linux.
 */
class FaultyDiskIT {

    private static final byte[] MEDIUM = new byte[100_000];
    private static final byte[] LARGE = new byte[3_000_000];

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0} fail with {1} on {2}")
    @CsvSource({
        "write, ENOSPC, 507, full",
        "'write,open', EROFS, 503, read-only",
        "'write,sync', EIO, 503, ''",
        "'open', EMFILE, 503, too many open files",
    })
    void aNodeWhoseDiskTakesNoWritesServesReadsAndRecovers(String calls, Errno errno, int status, String why) {
        FaultyDisk disk = FaultyDisk.build(folder);
        try (NodeProcess node = NodeProcess.start(folder, disk.settings());
                Client client = new Client(node)) {
            assertThat(client.put("/bucket", "").statusCode()).isEqualTo(200);
            assertThat(client.put("/bucket/kept", "small").statusCode()).isEqualTo(200);
            assertThat(client.put("/bucket/large", LARGE).statusCode()).isEqualTo(200);
            disk.fail(calls, errno, "/data/");
            for (int i = 0; i < 3; i++) {
                // A log that is open already needs to open nothing.
                if (!calls.equals("open")) {
                    assertRefused(client.put("/bucket/refused-small", "x"), status, why);
                    assertRefused(client.put("/bucket/refused-medium", MEDIUM), status, why);
                }
                assertRefused(client.put("/bucket/refused-large", LARGE), status, why);
                assertThat(client.get("/bucket/kept").body()).isEqualTo("small");
                assertThat(client.get("/bucket/large").body()).hasSize(LARGE.length);
                assertThat(client.get("/bucket?list-type=2").body())
                        .contains("<KeyCount>2</KeyCount>")
                        .doesNotContain("refused");
            }
            disk.heal();
            client.putUntilTaken("/bucket/after", "small");
            client.putUntil(200, "/bucket/after-large", LARGE);
            assertThat(client.get("/bucket/after-large").body()).hasSize(LARGE.length);
            node.kill();
        }
        try (NodeProcess node = NodeProcess.start(folder);
                Client client = new Client(node)) {
            assertThat(client.get("/bucket?list-type=2").body())
                    .contains("kept", "large", "after", "after-large")
                    .doesNotContain("refused-medium", "refused-large");
            assertThat(client.get("/bucket/after").body()).isEqualTo("small");
        }
    }

    @Test
    void aLogWhoseSyncFailedIsNeverAcknowledgedFromAgain() {
        FaultyDisk disk = FaultyDisk.build(folder);
        try (NodeProcess node = NodeProcess.start(folder, disk.settings());
                Client client = new Client(node)) {
            assertThat(client.put("/bucket", "").statusCode()).isEqualTo(200);
            disk.fail("sync", Errno.EIO, "log_inprogress_");
            HttpResponse<String> first = client.put("/bucket/unknown", "x");
            assertThat(first.statusCode()).isEqualTo(503);
            assertThat(first.body()).contains("not known", "its disk fails");
            assertRefused(client.put("/bucket/refused", "x"), 503, "its disk fails");
            assertThat(client.health().body()).contains("\"metadata\":\"degraded\"");
            disk.heal();
            client.putUntilTaken("/bucket/after", "small");
            assertThat(node.log()).contains("log file written anew after a failed sync");
            assertThat(client.get("/bucket?list-type=2").body()).doesNotContain("refused");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"log_inprogress_", ".seg"})
    void aFileWhoseSyncFailedTakesNothingOfTheNextProcessEither(String name) throws IOException {
        FaultyDisk disk = FaultyDisk.build(folder);
        Path kept = Files.createDirectory(folder.resolve("kept"));
        try (NodeProcess node = NodeProcess.start(folder, disk.settings());
                Client client = new Client(node)) {
            assertThat(client.put("/bucket", "").statusCode()).isEqualTo(200);
            assertThat(client.put("/bucket/kept", MEDIUM).statusCode()).isEqualTo(200);
            disk.fail("sync", Errno.EIO, name);
            assertThat(client.put("/bucket/unknown", MEDIUM).statusCode()).isEqualTo(503);
            node.kill();
        }
        List<Path> files = filesNamed(name);
        assertThat(files).hasSize(1);
        // Under another name, so that it can be looked at whatever becomes of this one.
        Path file = Files.createLink(kept.resolve("file"), files.getFirst());
        byte[] before = Files.readAllBytes(file);
        try (NodeProcess node = NodeProcess.start(folder);
                Client client = new Client(node)) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.put("/bucket/after" + i, MEDIUM).statusCode()).isEqualTo(200);
            }
            assertThat(client.get("/bucket/kept").body()).hasSize(MEDIUM.length);
            node.kill();
        }
        byte[] after = Files.readAllBytes(file);
        assertThat(after).isEqualTo(Arrays.copyOf(before, after.length));
        assertThat(filesNamed(name)).anyMatch(each -> !isSame(each, file));
    }

    private List<Path> filesNamed(String name) throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("data"))) {
            return all.filter(each -> each.getFileName().toString().contains(name))
                    .toList();
        }
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aNodeWhoseDataFolderIsGoneTakesNothingUntilItIsBackAndMakesNoneInItsPlace() throws IOException {
        Path data = folder.resolve("data");
        Path away = folder.resolve("away");
        try (NodeProcess node = NodeProcess.start(folder);
                Client client = new Client(node)) {
            assertThat(client.put("/bucket", "").statusCode()).isEqualTo(200);
            assertThat(client.put("/bucket/kept", "small").statusCode()).isEqualTo(200);
            Files.move(data, away);
            for (byte[] body : new byte[][] {{1}, MEDIUM, LARGE}) {
                putUntilRefused(client, body);
            }
            assertThat(client.health().body()).contains("is not there");
            assertThat(data).doesNotExist();
            Files.move(away, data);
            client.putUntilTaken("/bucket/after", "small");
            assertThat(client.get("/bucket/kept").body()).isEqualTo("small");
        }
    }

    /** A node looks for its folder a few times a second; until then it goes on as it did. */
    private static void putUntilRefused(Client client, byte[] body) {
        HttpResponse<String> reply = client.put("/bucket/unnoticed", body);
        while (reply.statusCode() == 200) {
            reply = client.put("/bucket/unnoticed", body);
        }
        assertRefused(reply, 503, "is not there");
    }

    private static void assertRefused(HttpResponse<String> reply, int status, String why) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        assertThat(reply.body()).contains(why);
    }
}
