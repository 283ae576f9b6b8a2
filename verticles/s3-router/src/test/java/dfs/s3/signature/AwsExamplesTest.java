package dfs.s3.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.auth.Secret;
import dfs.core.checksum.PartChecksums;
import dfs.s3.chunked.ChunkedDecoder;
import dfs.s3.chunked.ChunkedHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The examples that AWS publishes with every intermediate value.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">Header</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html">Query</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html">Chunks</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-post-example.html">Form</a>
 */
class AwsExamplesTest {

    private static final String ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE";
    private static final Secret SECRET = Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    private static final Instant TIME = Instant.parse("2013-05-24T00:00:00Z");
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final SignatureVerifier verifier = new SignatureVerifier("us-east-1");

    @Test
    void getObjectWithARange() {
        SentHeaders headers = headers(
                        "host;range;x-amz-content-sha256;x-amz-date",
                        EMPTY,
                        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
                .add("Range", "bytes=0-9");
        assertThat(verify("GET", "/test.txt", "", headers)).isEqualTo(new Payload.Hashed(EMPTY));
    }

    @Test
    void putObjectWithACharacterThatIsEncoded() {
        String hash = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
        SentHeaders headers = headers(
                        "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
                        hash,
                        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
                .add("Date", "Fri, 24 May 2013 00:00:00 GMT")
                .add("x-amz-storage-class", "REDUCED_REDUNDANCY");
        assertThat(verify("PUT", "/test$file.text", "", headers)).isEqualTo(new Payload.Hashed(hash));
        assertThat(verify("PUT", "/test%24file.text", "", headers)).isEqualTo(new Payload.Hashed(hash));
    }

    @Test
    void aParameterWithoutValue() {
        SentHeaders headers = headers(
                "host;x-amz-content-sha256;x-amz-date",
                EMPTY,
                "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
        assertThat(verify("GET", "/", "lifecycle", headers)).isEqualTo(new Payload.Hashed(EMPTY));
    }

    @Test
    void listObjects() {
        SentHeaders headers = headers(
                "host;x-amz-content-sha256;x-amz-date",
                EMPTY,
                "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
        assertThat(verify("GET", "/", "prefix=J&max-keys=2", headers)).isEqualTo(new Payload.Hashed(EMPTY));
    }

    @Test
    void aPresignedUrl() {
        String query =
                "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3"
                        + "%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                        + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
        SentHeaders headers = new SentHeaders().add("Host", "examplebucket.s3.amazonaws.com");
        assertThat(verify("GET", "/test.txt", query, headers)).isEqualTo(new Payload.Unsigned());
    }

    @Test
    void aBodyInSignedChunks() {
        SentHeaders headers = headers(
                        "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;"
                                + "x-amz-decoded-content-length;x-amz-storage-class",
                        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                        "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9")
                .set("Host", "s3.amazonaws.com")
                .add("Content-Encoding", "aws-chunked")
                .add("Content-Length", "66824")
                .add("x-amz-decoded-content-length", "66560")
                .add("x-amz-storage-class", "REDUCED_REDUNDANCY");
        Payload payload = verify("PUT", "/examplebucket/chunkObject.txt", "", headers);
        String body = "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n"
                + "a".repeat(65536)
                + "\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n"
                + "a".repeat(1024)
                + "\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n";
        assertThat(body).hasSize(66824);
        assertThat(decode(payload, headers, body)).isEmpty();
    }

    @Test
    void aBodyInSignedChunksWithATrailer() {
        SentHeaders headers = headers(
                        "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;"
                                + "x-amz-storage-class;x-amz-trailer",
                        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
                        "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e")
                .set("Host", "s3.amazonaws.com")
                .add("Content-Encoding", "aws-chunked")
                .add("x-amz-decoded-content-length", "66560")
                .add("x-amz-storage-class", "REDUCED_REDUNDANCY")
                .add("x-amz-trailer", "x-amz-checksum-crc32c");
        Payload payload = verify("PUT", "/examplebucket/chunkObject.txt", "", headers);
        String body = "10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n"
                + "a".repeat(65536)
                + "\r\n400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n"
                + "a".repeat(1024)
                + "\r\n0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n"
                + "x-amz-checksum-crc32c:sOO8/Q==\n\r\n"
                + "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n";
        assertThat(decode(payload, headers, body)).containsExactly(Map.entry("x-amz-checksum-crc32c", "sOO8/Q=="));
        assertThat(PartChecksums.isWellFormed(dfs.core.checksum.ChecksumAlgorithm.CRC32C, "sOO8/Q=="))
                .isTrue();
    }

    @Test
    void aFormsPolicy() {
        String policy =
                "eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsNCiAgICB7ImJ1Y2tl"
                        + "dCI6ICJzaWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRrZXkiLCAidXNlci91c2VyMS8iXSwNCiAgICB7"
                        + "ImFjbCI6ICJwdWJsaWMtcmVhZCJ9LA0KICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaXJlY3QiOiAiaHR0cDovL3NpZ3Y0ZXhhbXBsZWJ1"
                        + "Y2tldC5zMy5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2FkLmh0bWwifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRDb250ZW50"
                        + "LVR5cGUiLCAiaW1hZ2UvIl0sDQogICAgeyJ4LWFtei1tZXRhLXV1aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAgICB7IngtYW16LXNl"
                        + "cnZlci1zaWRlLWVuY3J5cHRpb24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFydHMtd2l0aCIsICIkeC1hbXotbWV0YS10YWciLCAiIl0s"
                        + "DQoNCiAgICB7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAxNTEyMjkvdXMtZWFzdC0xL3MzL2F3czRf"
                        + "cmVxdWVzdCJ9LA0KICAgIHsieC1hbXotYWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEyNTYifSwNCiAgICB7IngtYW16LWRhdGUiOiAi"
                        + "MjAxNTEyMjlUMDAwMDAwWiIgfQ0KICBdDQp9";
        Map<String, String> fields = Map.of(
                "policy", policy,
                "x-amz-algorithm", "AWS4-HMAC-SHA256",
                "x-amz-credential", "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request",
                "x-amz-date", "20151229T000000Z",
                "x-amz-signature", "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e");
        PolicySignature policies = verifier.policies(false);
        PolicySignature.PolicyClaim claim =
                policies.read(name -> Optional.ofNullable(fields.get(name))).orElseThrow();
        policies.verify(claim, SECRET);
        assertThat(claim.accessKeyId()).isEqualTo(ACCESS_KEY);
    }

    private static SentHeaders headers(String signed, String payload, String signature) {
        return new SentHeaders()
                .add("Host", "examplebucket.s3.amazonaws.com")
                .add("x-amz-date", "20130524T000000Z")
                .add("x-amz-content-sha256", payload)
                .add(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=" + ACCESS_KEY
                                + "/20130524/us-east-1/s3/aws4_request,SignedHeaders=" + signed + ",Signature="
                                + signature);
    }

    private Payload verify(String method, String path, String query, SentHeaders headers) {
        Claim claim = verifier.read(new RequestHead(method, path, query, headers), TIME.plusSeconds(60));
        Claim.Signed signed = (Claim.Signed) claim;
        assertThat(signed.accessKeyId()).isEqualTo(ACCESS_KEY);
        return verifier.verify(signed, SECRET);
    }

    private static Map<String, String> decode(Payload payload, SentHeaders headers, String body) {
        ChunkedDecoder decoder = new ChunkedDecoder((Payload.Streaming) payload, ChunkedHead.parse(headers));
        ByteBuffer input = ByteBuffer.wrap(body.getBytes(StandardCharsets.ISO_8859_1));
        byte[] decoded = new byte[66560];
        int length = 0;
        for (Optional<ByteBuffer> next = decoder.decode(input); next.isPresent(); next = decoder.decode(input)) {
            int more = next.get().remaining();
            next.get().get(decoded, length, more);
            length += more;
        }
        decoder.end();
        byte[] expected = new byte[66560];
        Arrays.fill(expected, (byte) 'a');
        assertThat(decoded).isEqualTo(expected);
        return decoder.trailers();
    }
}
