package dfs.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Inet4Address;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a node starts, says why it does not, and stops. */
class StartStopIT {

    @TempDir
    private Path folder;

    @Test
    void aNodeInAPathWithASpaceKeepsItsObjectsOverARestart() throws IOException {
        Path spaced = Files.createDirectory(folder.resolve("my data"));
        try (NodeProcess node = NodeProcess.start(spaced)) {
            assertThat(put(node.s3() + "/bucket", "")).isEqualTo(200);
            assertThat(put(node.s3() + "/bucket/key", "kept")).isEqualTo(200);
        }
        try (NodeProcess node = NodeProcess.start(spaced)) {
            assertThat(get(node.s3() + "/bucket/key")).isEqualTo("kept");
        }
    }

    @Test
    void credentialsMadeAtTheFirstStartAreWrittenDownForTheOwnerAlone() throws IOException {
        NodeProcess.start(folder, "API_KEY", "", "AWS_ACCESS_KEY", "", "AWS_SECRET_KEY", "")
                .close();
        Path file = folder.resolve("data/keys/first-admin");
        assertThat(file).content().contains("[default]", "aws_access_key_id = ", "aws_secret_access_key = ");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void wrongSettingsAreAllNamedAndNothingIsStarted() {
        NodeProcess node = NodeProcess.launch(folder, "API_PORT", "99999", "STORAGE_ENV", "aws", "DEBUG", "perhaps");
        assertThat(node.awaitEnd()).isEqualTo(2);
        assertThat(node.log()).contains("API_PORT=99999", "STORAGE_ENV=aws", "DEBUG=perhaps");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aTakenPortIsNamedWithItsOwner() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, Inet4Address.getByName("127.0.0.1"))) {
            NodeProcess node = NodeProcess.launch(folder, "API_PORT", String.valueOf(taken.getLocalPort()));
            assertThat(node.awaitEnd()).isEqualTo(1);
            assertThat(node.log())
                    .contains("dfs: Port " + taken.getLocalPort() + " cannot be opened: it is in use by process "
                            + ProcessHandle.current().pid())
                    .contains("set API_PORT to another port");
            assertThat(folder.resolve("data")).as("nothing is made before").doesNotExist();
        }
    }

    @Test
    void twoNodesDoNotUseOneDataFolder() {
        try (NodeProcess first = NodeProcess.start(folder)) {
            NodeProcess second = NodeProcess.launch(folder);
            assertThat(second.awaitEnd()).isEqualTo(1);
            assertThat(second.log())
                    .contains("is in use by process " + first.process().pid());
        }
    }

    @Test
    void aDataFolderIsNotUsedUnderAnotherName() {
        NodeProcess.start(folder, "NODE_ID", "one").close();
        NodeProcess other = NodeProcess.launch(folder, "NODE_ID", "two");
        assertThat(other.awaitEnd()).isEqualTo(1);
        assertThat(other.log()).contains("belongs to node one");
    }

    /** Else all bytes would be garbage to it. */
    @Test
    void aNodeWhoseMetadataIsGoneDoesNotBegin() throws IOException {
        try (NodeProcess node = NodeProcess.start(folder)) {
            assertThat(put(node.s3() + "/bucket", "")).isEqualTo(200);
            assertThat(put(node.s3() + "/bucket/key", "x".repeat(100_000))).isEqualTo(200);
        }
        Path data = folder.resolve("data");
        Files.move(data.resolve("metadata"), data.resolve("metadata-away"));
        NodeProcess empty = NodeProcess.launch(folder);
        assertThat(empty.awaitEnd()).isEqualTo(1);
        assertThat(empty.log()).contains("this node kept its metadata there").contains("Bring it back");

        Files.move(data.resolve("metadata-away"), data.resolve("metadata"));
        NodeProcess.start(folder).close();
    }

    @Test
    void aNodeToldToStopFinishesTheRequestsUnderWay() throws Exception {
        NodeProcess node = NodeProcess.start(folder);
        assertThat(put(node.s3() + "/bucket", "")).isEqualTo(200);
        CountDownLatch isHalfSent = new CountDownLatch(1);
        CountDownLatch isToldToStop = new CountDownLatch(1);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> answered = executor.submit(() -> {
                HttpURLConnection upload = open(node.s3() + "/bucket/slow");
                upload.setRequestMethod("PUT");
                upload.setFixedLengthStreamingMode(2 << 20);
                upload.setDoOutput(true);
                try (OutputStream body = upload.getOutputStream()) {
                    body.write(new byte[1 << 20]);
                    body.flush();
                    isHalfSent.countDown();
                    isToldToStop.await();
                    body.write(new byte[1 << 20]);
                }
                return upload.getResponseCode();
            });
            isHalfSent.await();
            node.process().destroy();
            while (!node.log().contains("node stops")) {
                Thread.onSpinWait();
            }
            isToldToStop.countDown();
            assertThat(answered.get()).isEqualTo(200);
        }
        node.close();
        assertThat(node.log()).contains("node stopped").doesNotContain("did not stop");
    }

    @Test
    void theCommandAsksTheNode() {
        try (NodeProcess node = NodeProcess.start(folder)) {
            Map<String, String> environment =
                    Map.of("DFS_ENDPOINT", node.management(), "DFS_API_KEY", NodeProcess.API_KEY);
            NodeProcess.Ended status =
                    NodeProcess.run(folder, environment, NodeProcess.command().toString(), "status", "--json");
            assertThat(status.output()).contains("\"status\" : \"healthy\"");
            assertThat(status.exitCode()).isZero();
        }
    }

    static int put(String url, String body) throws IOException {
        HttpURLConnection connection = open(url);
        connection.setRequestMethod("PUT");
        connection.setDoOutput(true);
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        return connection.getResponseCode();
    }

    static String get(String url) throws IOException {
        try (InputStream reply = open(url).getInputStream()) {
            return new String(reply.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static HttpURLConnection open(String url) throws IOException {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) new URI(url).toURL().openConnection();
            connection.setRequestProperty("X-Api-Key", NodeProcess.API_KEY);
            return connection;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(url, e);
        }
    }
}
