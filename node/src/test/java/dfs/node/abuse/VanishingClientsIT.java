package dfs.node.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that leave in the middle of what they asked for, or say how long it is and are wrong. */
class VanishingClientsIT {

    private static final int LARGE_BYTES = 8 << 20;
    private static final int KEYS = 500;
    private static final int PART_BYTES = 5 << 20;

    @TempDir
    private Path folder;

    private AbusedNode node;
    private Neighbour neighbour;
    private Wire wire;

    @BeforeEach
    void begin() throws IOException {
        node = AbusedNode.start(folder);
        neighbour = new Neighbour(node);
        wire = node.connect();
        assertThat(wire.ask("PUT", "/abused").status()).isEqualTo(200);
    }

    @AfterEach
    void end() {
        wire.close();
        neighbour.close();
        node.close();
    }

    /** A request that a client may leave at any byte, or after its last one. */
    private record Left(byte[] head, byte[] body) {
        static Left of(String method, String path, byte[] body) {
            return new Left(
                    Wire.head(method, path, body.length, Wire.md5(body)).getBytes(StandardCharsets.ISO_8859_1), body);
        }
    }

    @Test
    void whoLeavesInTheMiddleOfAnythingLeavesNothingBehind() throws IOException {
        assertThat(wire.ask("PUT", "/abused/large", new byte[LARGE_BYTES]).status())
                .isEqualTo(200);
        putKeys();
        String upload = begin("/abused/upload");
        String tag = part("/abused/upload", upload);
        List<Left> requests = List.of(
                Left.of("PUT", "/abused/gone/inline", new byte[3_000]),
                Left.of("PUT", "/abused/gone/segment", new byte[300_000]),
                Left.of("PUT", "/abused/gone/file", new byte[3_000_000]),
                Left.of("PUT", "/abused/upload?partNumber=2&uploadId=" + upload, new byte[2_000_000]),
                Left.of("POST", "/abused/upload?uploadId=" + upload, complete(tag)),
                Left.of("GET", "/abused/large", new byte[0]),
                Left.of("GET", "/abused?list-type=2", new byte[0]),
                Left.of("POST", "/abused?delete", delete("left/")));
        for (Left request : requests) {
            for (int cut : new int[] {request.head().length / 2, request.head().length}) {
                leave(request.head(), cut, true);
                leave(request.head(), cut, false);
            }
            if (request.body().length > 0) {
                leaveInTheBody(request);
            }
        }
        leaveWhileTheReplyComes();
        neighbour.assertServed();
        assertThat(wire.ask("GET", "/abused?list-type=2&prefix=gone/").text()).contains("<KeyCount>0</KeyCount>");
        assertThat(wire.ask("GET", "/abused?list-type=2&prefix=left/").text())
                .contains("<KeyCount>" + KEYS + "</KeyCount>");
        assertThat(wire.ask("GET", "/abused/upload?uploadId=" + upload).text())
                .contains("<PartNumber>1</PartNumber>")
                .doesNotContain("<PartNumber>2</PartNumber>");
        assertThat(wire.ask("POST", "/abused/upload?uploadId=" + upload, complete(tag))
                        .status())
                .isEqualTo(200);
        assertClean();
    }

    private void leaveInTheBody(Left request) throws IOException {
        byte[] whole = Arrays.copyOf(request.head(), request.head().length + request.body().length);
        System.arraycopy(request.body(), 0, whole, request.head().length, request.body().length);
        for (int i = 0; i < 5; i++) {
            leave(whole, request.head().length + 1, true);
            leave(whole, request.head().length + request.body().length / 2, i % 2 == 0);
            leave(whole, whole.length - 1, i % 2 == 0);
        }
    }

    /** Sends the beginning and is gone: by a reset, or having said that there is no more to come. */
    private void leave(byte[] request, int bytes, boolean isReset) throws IOException {
        try (Wire leaving = node.connect()) {
            leaving.send(Arrays.copyOf(request, bytes));
            if (!isReset) {
                leaving.endSending();
                assertThat(leaving.isClosedByNode()).isTrue();
            }
        }
    }

    private void leaveWhileTheReplyComes() throws IOException {
        for (int i = 0; i < 50; i++) {
            try (Wire leaving = node.connect()) {
                leaving.send(Wire.head("GET", i % 2 == 0 ? "/abused/large" : "/abused?list-type=2", -1));
                leaving.readSome(100 + 1_000 * i);
            }
        }
    }

    @Test
    void bodiesLongerOrShorterThanSaidAreCutOrRefused() throws IOException {
        for (int size : new int[] {1_000, 100_000, 2_000_000}) {
            String path = "/abused/" + size;
            try (Wire shorter = node.connect()) {
                shorter.send(Wire.head("PUT", path, size));
                shorter.send(new byte[size - 1]);
                shorter.endSending();
                assertThat(shorter.isClosedByNode()).isTrue();
            }
            assertThat(wire.ask("GET", path).status()).isEqualTo(404);
            try (Wire longer = node.connect()) {
                longer.send(Wire.head("PUT", path, size));
                longer.send(new byte[size + 1_000]);
                longer.send("\r\n\r\n");
                assertThat(longer.reply().status()).isEqualTo(200);
                assertThat(longer.reply().status())
                        .as("what is too much is no request")
                        .isEqualTo(400);
                assertThat(longer.isClosedByNode()).isTrue();
            }
            assertThat(wire.ask("GET", path).body()).hasSize(size);
        }
        assertClean();
    }

    private void assertClean() throws IOException {
        neighbour.assertServed();
        neighbour.close();
        wire.close();
        node.awaitCalm();
        node.assertNothingLeaked();
        assertThat(node.openFiles("/blobs/incoming")).isZero();
    }

    private void putKeys() throws IOException {
        for (int i = 0; i < KEYS; i++) {
            assertThat(wire.ask("PUT", "/abused/left/" + i, "x").status()).isEqualTo(200);
        }
    }

    private String begin(String path) throws IOException {
        return wire.ask("POST", path + "?uploads").between("<UploadId>", "</UploadId>");
    }

    private String part(String path, String upload) throws IOException {
        return wire.ask("PUT", path + "?partNumber=1&uploadId=" + upload, new byte[PART_BYTES])
                .between("ETag: ", "\n");
    }

    private static byte[] complete(String tag) {
        return ("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + tag
                        + "</ETag></Part></CompleteMultipartUpload>")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] delete(String prefix) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            keys.add("<Object><Key>" + prefix + i + "</Key></Object>");
        }
        return ("<Delete>" + String.join("", keys) + "</Delete>").getBytes(StandardCharsets.UTF_8);
    }
}
