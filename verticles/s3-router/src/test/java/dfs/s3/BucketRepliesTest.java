package dfs.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.protocol.metadata.Layout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replies about a bucket say what was read to give them: which revision, and how fresh. Who is refused because of what somebody else wrote has
 * seen it: the session that the reply tells is not older.
 */
class BucketRepliesTest {

    private Surface surface;

    @BeforeEach
    void open() {
        surface = new Surface(Layout.ONE);
        assertThat(surface.send("PUT", "/bucket").status()).isEqualTo(200);
    }

    @AfterEach
    void close() {
        surface.close();
    }

    private static void tells(Wire.Reply reply, long revision, String consistency) {
        assertThat(reply.header("x-dfs-consistency")).isEqualTo(consistency);
        assertThat(reply.header("x-dfs-revision")).isEqualTo(Long.toString(revision));
        assertThat(reply.header("x-dfs-session")).isEqualTo(Long.toString(revision));
    }

    private static long revision(Wire.Reply reply) {
        return Long.parseLong(reply.header("x-dfs-revision"));
    }

    private static long session(Wire.Reply reply) {
        return Long.parseLong(reply.header("x-dfs-session"));
    }

    private long written() {
        return revision(surface.send("PUT", "/bucket/key", "bytes"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bucket?location", "/bucket?versioning", "/bucket?acl", "/bucket?uploads", "/bucket"})
    void whatABucketIsIsToldWithItsRevision(String target) {
        long written = written();
        tells(surface.send("GET", target), written, "strong");
    }

    @Test
    void thatABucketIsThereIsToldWithItsRevision() {
        long written = written();
        tells(surface.send("HEAD", "/bucket"), written, "strong");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE"})
    void thatABucketIsNotThereIsToldWithTheRevisionThatKnowsIt(String method) {
        long written = written();
        Wire.Reply absent = surface.send(method, "/absent/key");
        assertThat(absent.status()).isEqualTo(404);
        tells(absent, written, "strong");
    }

    @Test
    void whoReadsASessionIsToldOfABucketThatIsGoneWhichRevisionKnowsIt() {
        long removed = revision(surface.send("DELETE", "/bucket"));
        Wire.Reply absent = surface.send("GET", "/bucket/key", "X-Consistency-Level", "session");
        assertThat(absent.code()).isEqualTo("NoSuchBucket");
        tells(absent, removed, "session");
    }

    @Test
    void whoMayNotReadIsToldTheRevisionThatSaysSo() {
        long written = written();
        try (Wire wire = surface.connect()) {
            wire.raw("GET /bucket/key HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            Wire.Reply denied = wire.read("GET");
            assertThat(denied.code()).isEqualTo("AccessDenied");
            tells(denied, written, "strong");
        }
    }

    @Test
    void anUploadThatIsNotThereIsToldWithTheRevisionThatKnowsIt() {
        long written = written();
        Wire.Reply absent = surface.send("GET", "/bucket/key?uploadId=none");
        assertThat(absent.code()).isEqualTo("NoSuchUpload");
        tells(absent, written, "strong");
    }

    @Test
    void aWriteTellsNoLevel() {
        Wire.Reply put = surface.send("PUT", "/bucket/key", "bytes");
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.header("x-dfs-consistency")).isEmpty();
    }

    @Test
    void aWriteThatLostToAnotherHasSeenIt() {
        long won = session(surface.send("PUT", "/bucket/key", "first"));
        Wire.Reply lost = surface.send("PUT", "/bucket/key", "If-None-Match", "*", "second");
        assertThat(lost.status()).isEqualTo(412);
        assertThat(session(lost)).isEqualTo(won);
    }

    @Test
    void aBucketThatIsNotEmptyTellsSinceWhen() {
        long filled = session(surface.send("PUT", "/bucket/key", "first"));
        Wire.Reply refused = surface.send("DELETE", "/bucket");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(session(refused)).isEqualTo(filled);
    }
}
