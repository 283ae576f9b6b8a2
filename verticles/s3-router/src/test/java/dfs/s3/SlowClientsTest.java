package dfs.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * <b>Goal</b>: a client that is slow by intent holds nothing for long. <b>Method</b>: limits of a fraction of a second, and
 * clients that send or take a little again and again, or nothing.
 */
final class SlowClientsTest {

    private static final long WAIT_NANOS = 20_000_000_000L;
    private static final long DRIP_NANOS = 5_000_000;
    private static final String PUT = "PUT /bkt/slow HTTP/1.1\r\nHost: h\r\nX-Api-Key: " + Surface.API_KEY + "\r\n";

    /** Sends a little at a time until an answer comes. */
    private static Wire.Reply drip(Wire wire, String what) {
        long deadline = System.nanoTime() + WAIT_NANOS;
        while (!wire.hasReply() && System.nanoTime() < deadline) {
            wire.raw(what);
            LockSupport.parkNanos(DRIP_NANOS);
        }
        return wire.read("GET");
    }

    @Test
    void aHeadThatDripsIsGivenUp() {
        try (Surface surface = new Surface(Surface.impatient());
                Wire wire = surface.connect()) {
            wire.raw("GET / HTTP/1.1\r\nHost: h\r\nx-drip: ");
            Wire.Reply reply = drip(wire, "x");
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.code()).isEqualTo("RequestTimeout");
            assertThat(reply.text()).contains("head").contains("0 seconds");
            assertThat(reply.header("x-amz-request-id")).hasSize(16);
            assertThat(wire.isClosed()).isTrue();
        }
    }

    @Test
    void aSecondHeadThatDripsIsGivenUpToo() {
        try (Surface surface = new Surface(Surface.impatient());
                Wire wire = surface.connect()) {
            assertThat(wire.send("GET", "/").status()).isEqualTo(200);
            wire.raw("GET / HT");
            assertThat(drip(wire, "x").code()).isEqualTo("RequestTimeout");
            assertThat(wire.isClosed()).isTrue();
        }
    }

    @Test
    void aHeadInPiecesThatComesInTimeIsAnswered() {
        try (Surface surface = new Surface();
                Wire wire = surface.connect()) {
            for (String piece : "GET /|absent/k HTTP/1.1\r|\nHost: h\r\n|X-Api-Key: |wrong\r\n\r|\n".split("\\|")) {
                wire.raw(piece);
            }
            assertThat(wire.read("GET").status()).isEqualTo(403);
            assertThat(wire.send("GET", "/").status()).isEqualTo(200);
        }
    }

    @Test
    void aBodyThatDripsIsGivenUpAndLeavesNothing() {
        try (Surface surface = new Surface(Surface.impatient());
                Wire wire = surface.connect()) {
            surface.send("PUT", "/bkt");
            wire.raw(PUT + "Content-Length: 1000000\r\n\r\n");
            Wire.Reply reply = drip(wire, "x");
            assertThat(reply.code()).isEqualTo("RequestTimeout");
            assertThat(wire.isClosed()).isTrue();
            assertThat(surface.blobs.uncommitted).isEmpty();
        }
    }

    @Test
    void theChunksOfABodyThatDripAreGivenUp() {
        try (Surface surface = new Surface(Surface.impatient());
                Wire wire = surface.connect()) {
            surface.send("PUT", "/bkt");
            wire.raw(PUT + "Transfer-Encoding: chunked\r\n\r\n");
            assertThat(drip(wire, "1\r\nx\r\n").code()).isEqualTo("RequestTimeout");
        }
    }

    @Test
    void theRestOfARefusedBodyThatDoesNotComeClosesTheConnection() {
        try (Surface surface = new Surface(Surface.impatient());
                Wire wire = surface.connect()) {
            wire.raw(PUT + "Content-Length: 1000\r\n\r\n");
            assertThat(wire.read("PUT").code()).isEqualTo("NoSuchBucket");
            assertThat(wire.isClosed()).isTrue();
        }
    }

    @Test
    void aReplyThatIsNotTakenIsCutOffAndItsBytesAreLetGo() {
        S3Settings settings = Surface.limited(new S3Settings.ConnectionLimits(
                2048, 4096, 64, 64, Duration.ofMillis(500), Duration.ofSeconds(9), Duration.ofSeconds(9), 1024));
        awaitLettingGo(settings);
    }

    @Test
    void aReplyThatIsTakenTooSlowlyIsCutOffAndItsBytesAreLetGo() {
        S3Settings settings = Surface.limited(new S3Settings.ConnectionLimits(
                2048, 4096, 64, 64, Duration.ofMinutes(9), Duration.ofSeconds(9), Duration.ofMillis(300), 1 << 20));
        awaitLettingGo(settings);
    }

    /** Writes more than sockets hold. On a busy machine we may be as slow ourselves as the tests want their clients to be. */
    private static void putLarge(Surface surface) {
        int status = 0;
        for (int attempt = 0; attempt < 20 && status != 200; attempt++) {
            try {
                status = surface.send("PUT", "/bkt/large", "x".repeat(24_000_000))
                        .status();
            } catch (UncheckedIOException | AssertionError cutOff) {
                status = 0;
            }
        }
        assertThat(status).isEqualTo(200);
    }

    private static void awaitLettingGo(S3Settings settings) {
        try (Surface surface = new Surface(settings)) {
            surface.send("PUT", "/bkt");
            putLarge(surface);
            try (Wire wire = new Wire(surface.port(), 4096)) {
                wire.request("GET", "/bkt/large");
                assertThat(wire.readLine()).isEqualTo("HTTP/1.1 200 OK");
                assertThat(surface.blobs.openReaders).hasValue(1);
                long deadline = System.nanoTime() + WAIT_NANOS;
                while (surface.blobs.openReaders.get() > 0 && System.nanoTime() < deadline) {
                    LockSupport.parkNanos(DRIP_NANOS);
                }
                assertThat(surface.blobs.openReaders).hasValue(0);
            }
        }
    }
}
