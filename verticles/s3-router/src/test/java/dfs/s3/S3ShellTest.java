package dfs.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * <b>Goal</b>: the HTTP side of the S3 port behaves whatever a client does to it. <b>Method</b>: bytes on loopback sockets,
 * which no client library would let through.
 */
final class S3ShellTest {

    private static Surface surface;

    @BeforeAll
    static void open() {
        surface = new Surface();
        assertThat(surface.send("PUT", "/bkt").status()).isEqualTo(200);
    }

    @AfterAll
    static void close() {
        surface.close();
    }

    @Test
    void whatWasPutIsRead() {
        Wire.Reply put =
                surface.send("PUT", "/bkt/hello", "Content-Type", "text/plain", "x-amz-meta-Color", "blue", "hello");
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.header("etag")).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");

        Wire.Reply get = surface.send("GET", "/bkt/hello");
        assertThat(get.status()).isEqualTo(200);
        assertThat(get.text()).isEqualTo("hello");
        assertThat(get.header("content-type")).isEqualTo("text/plain");
        assertThat(get.header("x-amz-meta-color")).isEqualTo("blue");
        assertThat(get.header("x-dfs-consistency")).isEqualTo("strong");
        assertThat(Long.parseLong(get.header("x-dfs-revision"))).isPositive();
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 1, 4096, 4097, 65_536, 65_537, 1_048_576, 3_000_000})
    void bodiesOfAnySizeComeBackAsTheyWent(int size) {
        String body = pattern(size);
        try (Wire wire = surface.connect()) {
            assertThat(wire.send("PUT", "/bkt/size" + size, body).status()).isEqualTo(200);
            assertThat(wire.send("GET", "/bkt/size" + size).text()).isEqualTo(body);
            assertThat(wire.send("HEAD", "/bkt/size" + size).header("content-length"))
                    .isEqualTo(Integer.toString(size));
            assertThat(wire.send("GET", "/bkt/hello-not-there").status()).isEqualTo(404);
        }
    }

    @Test
    void whatWasGivenToTheStoreOfABodyOfUnknownLengthIsNeverChanged() {
        String body = pattern(3_500_000);
        try (Wire wire = surface.connect()) {
            wire.raw("PUT /bkt/undeclared HTTP/1.1\r\nHost: h\r\nX-Api-Key: " + Surface.API_KEY
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body
                    + "\r\n0\r\n\r\n");
            assertThat(wire.read("PUT").status()).isEqualTo(200);
            assertThat(wire.send("GET", "/bkt/undeclared").text()).isEqualTo(body);
        }
        assertThat(surface.blobs.isGivenUnchanged()).isTrue();
    }

    @Test
    void aRangeAcrossSlicesIsThoseBytes() {
        String body = pattern(3_000_000);
        surface.send("PUT", "/bkt/ranged", body);
        Wire.Reply range = surface.send("GET", "/bkt/ranged", "Range", "bytes=1000000-2999998");
        assertThat(range.status()).isEqualTo(206);
        assertThat(range.header("content-range")).isEqualTo("bytes 1000000-2999998/3000000");
        assertThat(range.text()).isEqualTo(body.substring(1_000_000, 2_999_999));
        assertThat(surface.send("GET", "/bkt/ranged", "Range", "bytes=-10").text())
                .isEqualTo(body.substring(2_999_990));
        Wire.Reply outside = surface.send("GET", "/bkt/ranged", "Range", "bytes=3000000-");
        assertThat(outside.status()).isEqualTo(416);
        assertThat(outside.code()).isEqualTo("InvalidRange");
        assertThat(surface.send("GET", "/bkt/ranged", "Range", "bytes=0-1,5-6").status())
                .isEqualTo(200);
    }

    @Test
    void aSmallBodyOfARefusedRequestIsDroppedAndTheConnectionGoesOn() {
        try (Wire wire = surface.connect()) {
            assertThat(wire.send("PUT", "/no-such-bucket/k", "body").code()).isEqualTo("NoSuchBucket");
            assertThat(wire.send("GET", "/bkt/no-such-key").code()).isEqualTo("NoSuchKey");
        }
    }

    @Test
    void aLargeBodyOfARefusedRequestClosesTheConnectionAfterTheReply() {
        try (Wire wire = surface.connect()) {
            wire.raw("PUT /no-such-bucket/k HTTP/1.1\r\nHost: h\r\nX-Api-Key: " + Surface.API_KEY
                    + "\r\nContent-Length: 50000000\r\n\r\n" + "x".repeat(100_000));
            Wire.Reply reply = wire.read("PUT");
            assertThat(reply.code()).isEqualTo("NoSuchBucket");
            assertThat(reply.header("connection")).isEqualTo("close");
            assertThat(wire.isClosed()).isTrue();
        }
    }

    @Test
    void aConnectionClosedAfterAnUnreadBodyIsCountedOut() {
        try (Surface fresh = new Surface()) {
            try (Wire wire = fresh.connect()) {
                wire.raw("PUT /no-such-bucket/k HTTP/1.1\r\nHost: h\r\nX-Api-Key: " + Surface.API_KEY
                        + "\r\nContent-Length: 50000000\r\n\r\nx");
                assertThat(wire.read("PUT").status()).isEqualTo(404);
                assertThat(wire.isClosed()).isTrue();
            }
            long deadline = System.nanoTime() + 10_000_000_000L;
            while (fresh.meters.get(Meters.CONNECTIONS).gauge().value() > 0 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(fresh.meters.get(Meters.CONNECTIONS).gauge().value()).isZero();
        }
    }

    @Test
    void aSilentBodyIsGivenUpAndLeavesNothing() {
        try (Surface impatient = new Surface(Surface.impatient())) {
            impatient.send("PUT", "/bkt");
            try (Wire wire = impatient.connect()) {
                wire.raw("PUT /bkt/slow HTTP/1.1\r\nHost: h\r\nX-Api-Key: " + Surface.API_KEY
                        + "\r\nContent-Length: 1000000\r\n\r\nonly this");
                Wire.Reply reply = wire.read("PUT");
                assertThat(reply.status()).isEqualTo(400);
                assertThat(reply.code()).isEqualTo("RequestTimeout");
                assertThat(wire.isClosed()).isTrue();
            }
            assertThat(impatient.send("GET", "/bkt/slow").code()).isEqualTo("NoSuchKey");
            assertThat(impatient.blobs.uncommitted).isEmpty();
            assertThat(impatient.blobs.count()).isZero();
        }
    }

    @Test
    void aClientThatVanishesLeavesNothing() throws InterruptedException {
        int before = surface.blobs.count();
        try (Wire wire = surface.connect()) {
            wire.raw("PUT /bkt/vanished HTTP/1.1\r\nHost: h\r\nX-Api-Key: " + Surface.API_KEY
                    + "\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(300_000));
        }
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!surface.blobs.uncommitted.isEmpty() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(surface.blobs.uncommitted).isEmpty();
        assertThat(surface.blobs.count()).isEqualTo(before);
        assertThat(surface.send("GET", "/bkt/vanished").code()).isEqualTo("NoSuchKey");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/bkt/..",
                "/bkt/.",
                "/bkt/a//b",
                "/bkt//a",
                "/bkt/a%2Fb%2F",
                "/bkt/a%00b",
                "/bkt/a+b",
                "/bkt/a%20",
                "/bkt/../../etc/passwd",
                "/bkt/%F0%9F%98%80",
                "/bkt/%01%7F",
                "/bkt/a/b/",
                "/bkt/a;b",
                "/bkt/a%3Fb"
            })
    void anyKeyCanBePutReadAndDeleted(String target) {
        assertThat(surface.send("PUT", target, target).status()).isEqualTo(200);
        assertThat(surface.send("GET", target).text()).isEqualTo(target);
        assertThat(surface.send("DELETE", target).status()).isEqualTo(204);
        assertThat(surface.send("GET", target).code()).isEqualTo("NoSuchKey");
    }

    @Test
    void errorsAreXmlOrWhatTheClientAcceptsInstead() {
        Wire.Reply xml = surface.send("GET", "/no-such-bucket/k");
        assertThat(xml.header("content-type")).isEqualTo("application/xml");
        assertThat(Wire.element(xml.text(), "RequestId")).isEqualTo(xml.header("x-amz-request-id"));
        assertThat(Wire.element(xml.text(), "Resource")).isEqualTo("/no-such-bucket/k");

        Wire.Reply json = surface.send("GET", "/no-such-bucket/k", "Accept", "application/json");
        assertThat(json.header("content-type")).isEqualTo("application/json");
        assertThat(json.text())
                .startsWith("{\"error\":{\"code\":\"NoSuchBucket\",\"message\":")
                .contains("\"requestId\":\"" + json.header("x-amz-request-id") + "\"")
                .contains("\"resource\":\"/no-such-bucket/k\"")
                .contains("\"timestamp\":\"");

        Wire.Reply head = surface.send("HEAD", "/no-such-bucket/k");
        assertThat(head.status()).isEqualTo(404);
        assertThat(head.bytes()).isEmpty();
    }

    @Test
    void bucketsAreListedAtTheServiceAndAtBuckets() {
        assertThat(surface.send("GET", "/").text()).contains("<Name>bkt</Name>");
        assertThat(surface.send("GET", "/buckets").text()).contains("<ListAllMyBucketsResult");
        assertThat(surface.send("GET", "/buckets", "Accept", "application/json").text())
                .startsWith("{\"buckets\":[{\"name\":\"bkt\",\"creationDate\":\"");
        assertThat(surface.send("GET", "/buckets", "X-Api-Key", "wrong").status())
                .isEqualTo(403);
    }

    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource({
        "GET, /bkt?max-keys=blah, InvalidArgument",
        "GET, /bkt?max-keys=-1, InvalidArgument",
        "GET, /bkt?encoding-type=html, InvalidArgument",
        "GET, /bkt/k?partNumber=0, InvalidArgument",
        "GET, /bkt?list-type=2&continuation-token=x, InvalidArgument",
        "GET, /bkt/k?versionId=nonsense, InvalidArgument",
        "PATCH, /bkt/k, MethodNotAllowed",
        "POST, /bkt/k, MethodNotAllowed",
        "DELETE, /bkt?versioning, MethodNotAllowed",
        "GET, /bkt?versioning&acl, InvalidArgument",
        "GET, /bkt?policy, NoSuchBucketPolicy",
        "PUT, /bkt?policy, NotImplemented",
        "GET, /bkt/k?torrent, NotImplemented"
    })
    void whatCannotBeServedIsRefusedByName(String method, String target, String code) {
        assertThat(surface.send(method, target).code()).isEqualTo(code);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "x-amz-server-side-encryption, aws:kms",
        "x-amz-server-side-encryption-customer-algorithm, AES256",
        "x-amz-object-lock-mode, GOVERNANCE",
        "x-amz-write-offset-bytes, 5",
        "x-amz-acl, aws-exec-read",
        "x-amz-storage-class, GLACIER"
    })
    void aHeaderWhoseMeaningIsNotImplementedIsNeverIgnored(String header, String value) {
        Wire.Reply reply = surface.send("PUT", "/bkt/with-header", header, value, "x");
        assertThat(reply.status()).isEqualTo(501);
        assertThat(reply.text()).contains(header);
    }

    @Test
    void damagedBytesAreAnErrorBeforeTheHeadAndACutConnectionAfterIt() {
        try (Surface damaged = new Surface()) {
            damaged.send("PUT", "/bkt");
            damaged.send("PUT", "/bkt/large", pattern(3_000_000));
            damaged.blobs.damageFrom(0);
            assertThat(damaged.send("GET", "/bkt/large", "Range", "bytes=0-9").code())
                    .isEqualTo("InternalError");
            damaged.blobs.damageFrom(2_500_000);
            try (Wire wire = damaged.connect()) {
                Wire.Reply reply = wire.send("GET", "/bkt/large");
                assertThat(reply.header("content-length")).isEqualTo("3000000");
                assertThat(reply.bytes().length).isLessThan(3_000_000);
            }
        }
    }

    @Test
    void conditionsOfReadsFollowTheirPrecedence() {
        String etag = surface.send("PUT", "/bkt/conditional", "x").header("etag");
        assertThat(surface.send("GET", "/bkt/conditional", "If-None-Match", etag)
                        .status())
                .isEqualTo(304);
        assertThat(surface.send("GET", "/bkt/conditional", "If-Match", "\"other\"")
                        .code())
                .isEqualTo("PreconditionFailed");
        String past = "Tue, 01 Jan 2019 00:00:00 GMT";
        assertThat(surface.send("GET", "/bkt/conditional", "If-Unmodified-Since", past)
                        .status())
                .isEqualTo(412);
        assertThat(surface.send("GET", "/bkt/conditional", "If-Match", etag, "If-Unmodified-Since", past)
                        .status())
                .isEqualTo(200);
        assertThat(surface.send("GET", "/bkt/conditional", "If-Modified-Since", past)
                        .status())
                .isEqualTo(200);
        assertThat(surface.send("PUT", "/bkt/conditional", "If-None-Match", "*", "y")
                        .code())
                .isEqualTo("PreconditionFailed");
    }

    @Test
    void aBucketNamedAsOneOfTheSeedsPathsIsABucket() {
        try (Surface fresh = new Surface()) {
            assertThat(fresh.send("GET", "/buckets").text()).contains("ListAllMyBucketsResult");
            assertThat(fresh.send("PUT", "/buckets").status()).isEqualTo(200);
            assertThat(fresh.send("GET", "/buckets").text()).contains("ListBucketResult");
        }
    }

    @Test
    void aPageOfAnAllowedOriginMayReadReplies() {
        Wire.Reply reply = surface.send("GET", "/bkt", "Origin", "http://web.example");
        assertThat(reply.header("access-control-allow-origin")).isEqualTo("http://web.example");
        Wire.Reply preflight = surface.send(
                "OPTIONS", "/bkt/k", "Origin", "http://web.example", "Access-Control-Request-Method", "PUT");
        assertThat(preflight.status()).isEqualTo(200);
        Wire.Reply ofPart = surface.send(
                "OPTIONS",
                "/bkt/k?partNumber=1&uploadId=u",
                "Origin",
                "http://web.example",
                "Access-Control-Request-Method",
                "PUT",
                "Access-Control-Request-Headers",
                "x-amz-checksum-crc32");
        assertThat(ofPart.status()).isEqualTo(200);
        assertThat(ofPart.header("access-control-allow-headers")).contains("x-amz-checksum-crc32");
        assertThat(surface.send("OPTIONS", "/bkt/k", "Origin", "http://evil", "Access-Control-Request-Method", "PUT")
                        .code())
                .isEqualTo("AccessForbidden");
    }

    private static String pattern(int size) {
        StringBuilder text = new StringBuilder(size);
        for (int i = 0; i < size; i++) {
            text.append((char) ('a' + (i * 7 + i / 1000) % 26));
        }
        return text.toString();
    }
}
