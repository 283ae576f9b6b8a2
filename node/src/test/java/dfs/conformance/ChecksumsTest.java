package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;

/** The checksums that a body may carry, in a header or after its last chunk. */
@Conformance
class ChecksumsTest {

    /**
     * A checksum of {@code hello world}.
     *
     * @param header what carries it
     * @param right the right value
     * @param wrong the value of other bytes
     */
    record Known(String header, String right, String wrong) {}

    private static final String TEXT = "hello world";

    static Stream<Known> known() {
        return Stream.of(
                new Known("x-amz-checksum-crc32", "DUoRhQ==", "AAAAAA=="),
                new Known("x-amz-checksum-crc32c", "yZRlqg==", "AAAAAA=="),
                new Known("x-amz-checksum-crc64nvme", "jSnVw/bqjr4=", "AAAAAAAAAAA="),
                new Known("x-amz-checksum-sha1", "Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
                new Known(
                        "x-amz-checksum-sha256",
                        "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=",
                        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="));
    }

    private static Reply read(Bucket bucket) {
        return bucket.request("GET", "a")
                .header("x-amz-checksum-mode", "ENABLED")
                .send()
                .answers(200);
    }

    @ParameterizedTest
    @MethodSource("known")
    void aChecksumInAHeaderIsCheckedAndKept(Known known, Bucket bucket) {
        Request put = bucket.request("PUT", "a").body(TEXT);
        put.header(known.header(), known.wrong()).send().refuses(400, "BadDigest");
        bucket.get("a").refuses(404, "NoSuchKey");
        Reply reply = put.header(known.header(), known.right()).send().answers(200);
        assertThat(reply.header(known.header())).isEqualTo(known.right());
        assertThat(reply.header("x-amz-checksum-type")).isEqualTo("FULL_OBJECT");
        assertThat(read(bucket).header(known.header())).isEqualTo(known.right());
        assertThat(bucket.get("a").has(known.header())).isFalse();
    }

    @ParameterizedTest
    @MethodSource("known")
    void aChecksumAfterUnsignedChunksIsCheckedAndKept(Known known, Bucket bucket) {
        trailer(known, bucket, Request.PLAIN_CHUNKS_AND_TRAILER);
    }

    @ParameterizedTest
    @MethodSource("known")
    void aChecksumAfterSignedChunksIsCheckedAndKept(Known known, Bucket bucket) {
        trailer(known, bucket, Request.SIGNED_CHUNKS_AND_TRAILER);
    }

    private static void trailer(Known known, Bucket bucket, String encoding) {
        bucket.request("PUT", "a")
                .body(TEXT)
                .chunks(encoding, 8192)
                .trailer(known.header(), known.wrong())
                .send()
                .refuses(400, "BadDigest");
        bucket.get("a").refuses(404, "NoSuchKey");
        bucket.request("PUT", "a")
                .body(TEXT)
                .chunks(encoding, 8192)
                .trailer(known.header(), known.right())
                .send()
                .answers(200);
        Reply reply = read(bucket);
        assertThat(reply.text()).isEqualTo(TEXT);
        assertThat(reply.header(known.header())).isEqualTo(known.right());
        assertThat(reply.has("content-encoding")).isFalse();
    }

    @Test
    void theSdkAndTheEndpointAgreeOnEachAlgorithm(Bucket bucket) {
        for (ChecksumAlgorithm algorithm : List.of(
                ChecksumAlgorithm.CRC32, ChecksumAlgorithm.CRC32_C, ChecksumAlgorithm.SHA1, ChecksumAlgorithm.SHA256)) {
            bucket.s3()
                    .putObject(
                            put -> put.bucket(bucket.name()).key("a").checksumAlgorithm(algorithm),
                            RequestBody.fromString(TEXT));
            assertThat(bucket.s3()
                            .getObjectAsBytes(
                                    get -> get.bucket(bucket.name()).key("a").checksumMode(ChecksumMode.ENABLED))
                            .asUtf8String())
                    .isEqualTo(TEXT);
        }
    }

    @Test
    void onlyOneChecksumIsTaken(Bucket bucket) {
        bucket.request("PUT", "a")
                .body(TEXT)
                .header("x-amz-checksum-crc32", "DUoRhQ==")
                .header("x-amz-checksum-crc32c", "yZRlqg==")
                .send()
                .refuses(400, "InvalidRequest");
    }

    @Test
    void aValueThatIsNoChecksumIsRefused(Bucket bucket) {
        Reply reply = bucket.request("PUT", "a")
                .body(TEXT)
                .header("x-amz-checksum-sha256", "bad")
                .send()
                .answers(400);
        assertThat(reply.value("Code")).isIn("InvalidRequest", "BadDigest");
    }
}
