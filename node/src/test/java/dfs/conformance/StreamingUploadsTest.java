package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that come in chunks, and those announced before they are sent. */
@Conformance
class StreamingUploadsTest {

    private static final int CHUNK_BYTES = 64 << 10;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 5 * CHUNK_BYTES + 7})
    void signedChunksArePutTogether(int size, Bucket bucket) {
        byte[] bytes = Bytes.random(size);
        bucket.request("PUT", "a")
                .body(bytes)
                .chunks(Request.SIGNED_CHUNKS, CHUNK_BYTES)
                .send()
                .answers(200);
        Reply reply = bucket.get("a");
        assertThat(reply.bytes()).isEqualTo(bytes);
        assertThat(reply.has("content-encoding")).isFalse();
    }

    @Test
    void whatElseTheBodyIsEncodedInIsKept(Bucket bucket) {
        bucket.request("PUT", "a")
                .body("x")
                .chunks(Request.SIGNED_CHUNKS, CHUNK_BYTES)
                .header("content-encoding", "aws-chunked,gzip")
                .send()
                .answers(200);
        assertThat(bucket.get("a").header("content-encoding")).isEqualTo("gzip");
    }

    @Test
    void aChunkThatIsNotTheOneSignedIsRefused(Bucket bucket) {
        byte[] request = bucket.request("PUT", "a")
                .body("hello world")
                .chunks(Request.SIGNED_CHUNKS, CHUNK_BYTES)
                .bytes();
        String changed = new String(request, StandardCharsets.ISO_8859_1).replace("hello world", "hallo world");
        try (Connection connection = new Connection(bucket.endpoint().uri())) {
            connection.write(changed.getBytes(StandardCharsets.ISO_8859_1));
            connection.read("PUT").refuses(403, "SignatureDoesNotMatch");
        }
        bucket.get("a").refuses(404, "NoSuchKey");
    }

    @Test
    void aDecodedLengthThatIsNotTrueIsRefused(Bucket bucket) {
        Reply reply = bucket.request("PUT", "a")
                .body("hello")
                .chunks(Request.SIGNED_CHUNKS, CHUNK_BYTES)
                .header("x-amz-decoded-content-length", "4")
                .send();
        assertThat(reply.status()).isEqualTo(400);
        bucket.get("a").refuses(404, "NoSuchKey");
    }

    @Test
    void aBodyThatBreaksOffLeavesNothing(Bucket bucket) {
        byte[] request = bucket.request("PUT", "a").body(Bytes.random(100_000)).bytes();
        try (Connection connection = new Connection(bucket.endpoint().uri())) {
            connection.write(Arrays.copyOf(request, request.length - 1));
        }
        bucket.get("a").refuses(404, "NoSuchKey");
    }

    @Test
    void anAnnouncedBodyIsAskedForOnceTheRequestMayBeMade(Bucket bucket) {
        Request put =
                bucket.request("PUT", "a").header("Expect", "100-continue").body("hello");
        try (Connection connection = new Connection(bucket.endpoint().uri())) {
            connection.write(put.head());
            connection.read("PUT").answers(100);
            connection.write(Caller.utf8("hello"));
            connection.read("PUT").answers(200);
        }
        assertThat(bucket.get("a").text()).isEqualTo("hello");
    }

    @Test
    void anAnnouncedBodyIsNotAskedForWhereTheRequestIsRefused(Bucket bucket) {
        Request put = bucket.request("PUT", "a")
                .as(new Caller(bucket.endpoint().owner().accessKey(), "wrong"))
                .header("Expect", "100-continue")
                .body("hello");
        try (Connection connection = new Connection(bucket.endpoint().uri())) {
            connection.write(put.head());
            connection.read("PUT").refuses(403, "SignatureDoesNotMatch");
        }
    }

    @Test
    void requestsSentWithoutWaitingAreAnsweredInTheirOrder(Bucket bucket) {
        bucket.put("a", "first");
        bucket.put("b", "second");
        try (Connection connection = new Connection(bucket.endpoint().uri())) {
            connection.write(Bytes.concat(
                    bucket.request("GET", "a").bytes(),
                    bucket.request("GET", "b").bytes()));
            assertThat(connection.read("GET").text()).isEqualTo("first");
            assertThat(connection.read("GET").text()).isEqualTo("second");
        }
    }
}
