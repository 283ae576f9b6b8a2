package dfs.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a presigned URL says in its query in the place of headers counts, if it is proven and S3 reads it there. */
class PresignedHeadersTest {

    private static final String NONE = "";

    private final Surface surface = new Surface();
    private final TestSigner signer =
            new TestSigner(Surface.ACCESS_KEY, Surface.SECRET_KEY, "us-east-1", Instant.now());

    @BeforeEach
    void make() {
        surface.send("PUT", "/bkt");
    }

    @AfterEach
    void close() {
        surface.close();
    }

    private Wire.Reply put(String query, Map<String, String> signed, String sentHeaders) {
        return send("/bkt/key?" + signer.presign("PUT", "/bkt/key", query, signed, 60), sentHeaders);
    }

    private Wire.Reply put(String query) {
        return put(query, Map.of("host", "h"), NONE);
    }

    private Wire.Reply send(String target, String headers) {
        try (Wire wire = surface.connect()) {
            wire.raw("PUT " + target + " HTTP/1.1\r\nHost: h\r\n" + headers + "Content-Length: 5\r\n\r\nhello");
            return wire.read("PUT");
        }
    }

    private String metadata(String name) {
        return surface.send("HEAD", "/bkt/key").header("x-amz-meta-" + name);
    }

    @Test
    void metadataInTheQueryIsTheObjects() {
        assertThat(put("x-amz-meta-m=v&X-Amz-Meta-Other=a%20b").status()).isEqualTo(200);
        assertThat(metadata("m")).isEqualTo("v");
        assertThat(metadata("other")).isEqualTo("a b");
    }

    @Test
    void aHeaderNamedAsSignedMayStandInTheQueryAlone() {
        Map<String, String> signed = Map.of("host", "h", "x-amz-meta-m", "v");
        assertThat(put("x-amz-meta-m=v", signed, NONE).status()).isEqualTo(200);
        assertThat(metadata("m")).isEqualTo("v");
        assertThat(put("x-amz-meta-m=other", signed, NONE).code()).isEqualTo("SignatureDoesNotMatch");
    }

    @Test
    void whatIsSentAsAHeaderMustBeSignedAsOneAndCounts() {
        assertThat(put("x-amz-meta-m=v", Map.of("host", "h"), "x-amz-meta-m: sent\r\n")
                        .code())
                .isEqualTo("AccessDenied");
        Map<String, String> signed = Map.of("host", "h", "x-amz-meta-m", "sent");
        assertThat(put("x-amz-meta-m=v", signed, "x-amz-meta-m: sent\r\n").status())
                .isEqualTo(200);
        assertThat(metadata("m")).isEqualTo("sent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-amz-checksum-crc32=AAAAAA%3D%3D",
                "x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32",
                "x-amz-content-sha256=STREAMING-UNSIGNED-PAYLOAD-TRAILER"
            })
    void whatPresignersSayOfABodyThatTheyDoNotHaveCountsForNothing(String query) {
        assertThat(put(query).status()).isEqualTo(200);
        assertThat(surface.send("GET", "/bkt/key").text()).isEqualTo("hello");
    }

    @Test
    void aSourceInTheQueryIsCopied() {
        surface.send("PUT", "/bkt/source", "copied");
        assertThat(put("x-amz-copy-source=%2Fbkt%2Fsource").text()).contains("CopyObjectResult");
        assertThat(surface.send("GET", "/bkt/key").text()).isEqualTo("copied");
    }

    @Test
    void whatTheContractSaysOfAHeaderHoldsInTheQueryToo() {
        assertThat(put("x-amz-acl=nobody").code()).isEqualTo("InvalidArgument");
        assertThat(put("x-amz-server-side-encryption=AES256").code())
                .isEqualTo(surface.send("PUT", "/bkt/key", "x-amz-server-side-encryption", "AES256", "hello")
                        .code());
    }

    /** What was signed is not left out, and of two none is chosen by who has the URL. */
    @Test
    void theHolderOfAUrlChoosesNothing() {
        Map<String, String> checksum = Map.of("host", "h", "x-amz-checksum-crc32", "AAAAAA==");
        assertThat(put("x-amz-checksum-crc32=AAAAAA%3D%3D", checksum, NONE).code())
                .isEqualTo("SignatureDoesNotMatch");
        assertThat(put("x-amz-acl=private&X-Amz-Acl=public-read").code()).isEqualTo("InvalidArgument");
        assertThat(put("X-Amz-Acl=public-read&x-amz-acl=private").code()).isEqualTo("InvalidArgument");
    }

    @Test
    void anAlgorithmOfChecksumsIsMeant() {
        String target = "/bkt/key?"
                + signer.presign(
                        "POST", "/bkt/key", "uploads=&x-amz-checksum-algorithm=SHA256", Map.of("host", "h"), 60);
        try (Wire wire = surface.connect()) {
            wire.raw("POST " + target + " HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
            assertThat(wire.read("POST").header("x-amz-checksum-algorithm")).isEqualTo("SHA256");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-amz-meta-m=a%0D%0Ab", "x-amz-meta-m=a%00", "x-amz-meta-m%3A=a"})
    void whatCannotStandInAHeaderIsRefused(String query) {
        assertThat(put(query).code()).isEqualTo("InvalidArgument");
    }

    @Test
    void aQueryThatNoSignatureIsInIsNoHeader() {
        String target = "/bkt/key?x-amz-meta-m=v&x-amz-acl=public-read";
        assertThat(send(target, "X-Api-Key: " + Surface.API_KEY + "\r\n").status())
                .isEqualTo(200);
        assertThat(metadata("m")).isEmpty();
    }
}
