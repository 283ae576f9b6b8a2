package dfs.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.protocol.metadata.Layout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is refused because of what somebody else wrote has seen it: the session that the reply tells is not older. */
class RefusedWriteTest {

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

    private static long revision(Wire.Reply reply) {
        return Long.parseLong(reply.header("x-dfs-session"));
    }

    @Test
    void aWriteThatLostToAnotherHasSeenIt() {
        long won = revision(surface.send("PUT", "/bucket/key", "first"));
        Wire.Reply lost = surface.send("PUT", "/bucket/key", "If-None-Match", "*", "second");
        assertThat(lost.status()).isEqualTo(412);
        assertThat(revision(lost)).isEqualTo(won);
    }

    @Test
    void aBucketThatIsNotEmptyTellsSinceWhen() {
        long filled = revision(surface.send("PUT", "/bucket/key", "first"));
        Wire.Reply refused = surface.send("DELETE", "/bucket");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(revision(refused)).isEqualTo(filled);
    }
}
