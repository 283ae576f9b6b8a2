package dfs.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * <b>Goal</b>: what HTTP itself asks of a server holds, and so do the limits of connections. <b>Method</b>: bytes on loopback
 * sockets, which no client library would let through.
 */
final class HttpRulesTest {

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
    void theClientIsToldToContinueOnlyWhenItMay() {
        try (Wire wire = surface.connect()) {
            wire.raw("PUT /bkt/continued HTTP/1.1\r\nHost: h\r\nX-Api-Key: " + Surface.API_KEY
                    + "\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(wire.read("PUT").status()).isEqualTo(100);
            wire.raw("later");
            assertThat(wire.read("PUT").status()).isEqualTo(200);
            assertThat(wire.send("GET", "/bkt/continued").text()).isEqualTo("later");
        }
        try (Wire wire = surface.connect()) {
            wire.raw("PUT /bkt/refused HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            Wire.Reply reply = wire.read("PUT");
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.header("connection")).isEqualTo("close");
            assertThat(wire.isClosed()).isTrue();
        }
    }

    @Test
    void aWriteWhoseConditionsDoNotHoldIsRefusedBeforeItsBodyIsSent() {
        String etag = surface.send("PUT", "/bkt/unless", "x").header("etag");
        for (String condition : new String[] {"If-None-Match: *", "If-None-Match: " + etag, "If-Match: \"other\""}) {
            try (Wire wire = surface.connect()) {
                wire.raw("PUT /bkt/unless HTTP/1.1\r\nHost: h\r\nX-Api-Key: " + Surface.API_KEY + "\r\n" + condition
                        + "\r\nContent-Length: 5000000\r\nExpect: 100-continue\r\n\r\n");
                assertThat(wire.read("PUT").code()).as(condition).isEqualTo("PreconditionFailed");
            }
        }
        try (Wire wire = surface.connect()) {
            wire.raw("PUT /bkt/unless HTTP/1.1\r\nHost: h\r\nX-Api-Key: " + Surface.API_KEY + "\r\nIf-Match: " + etag
                    + "\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(wire.read("PUT").status()).isEqualTo(100);
            surface.send("PUT", "/bkt/unless", "meanwhile");
            wire.raw("later");
            assertThat(wire.read("PUT").code()).isEqualTo("PreconditionFailed");
        }
        assertThat(surface.send("GET", "/bkt/unless").text()).isEqualTo("meanwhile");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"GET / HTTP/9.9\nHost: h", "GET / HTTP/1.1", "GET / HTTP/1.1\nHost: a\nHost: b"})
    void anotherVersionAndNotJustOneHostAreRefused(String head) {
        try (Wire wire = surface.connect()) {
            wire.raw(head.replace("\n", "\r\n") + "\r\n\r\n");
            Wire.Reply reply = wire.read("GET");
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.code()).isEqualTo("InvalidRequest");
            assertThat(reply.header("x-amz-request-id")).hasSize(16);
            assertThat(wire.isClosed()).isTrue();
        }
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {10, 20_000, 200_000})
    void anOfferOfHttp2InTheClearIsAnsweredOverHttp1(int headerBytes) {
        try (Wire wire = surface.connect()) {
            wire.raw("GET /absent HTTP/1.1\r\nHost: h\r\nX-Api-Key: " + Surface.API_KEY
                    + "\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nx-long: "
                    + "v".repeat(headerBytes) + "\r\n\r\n");
            Wire.Reply reply = wire.read("GET");
            assertThat(reply.code()).isEqualTo(headerBytes > 32_768 ? "RequestHeaderSectionTooLarge" : "NoSuchBucket");
        }
    }

    @Test
    void malformedHttpIsAnsweredInS3sForm() {
        try (Wire wire = surface.connect()) {
            wire.raw("GARBAGE\r\n\r\n");
            assertThat(wire.read("GET").code()).isEqualTo("InvalidRequest");
            assertThat(wire.isClosed()).isTrue();
        }
    }

    @Test
    void theLimitThatWasReachedIsNamed() {
        try (Surface small = new Surface(Surface.impatient())) {
            assertThat(small.send("GET", "/bkt/" + "k".repeat(3000)).text()).contains("2048 bytes");
            assertThat(small.send("GET", "/bkt/k", "x-long", "v".repeat(6000)).text())
                    .contains("4096 bytes");
        }
    }

    @Test
    void aConnectionThatSaysNothingIsNoRequest() {
        try (Wire wire = surface.connect()) {
            wire.halfClose();
            assertThat(wire.tryRead("GET")).isEqualTo(Optional.empty());
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        surface.send("PUT", "/bkt/one", "1");
        surface.send("PUT", "/bkt/two", "2");
        try (Wire wire = surface.connect()) {
            wire.request("GET", "/bkt/one");
            wire.request("PUT", "/bkt/three", "3");
            wire.request("GET", "/bkt/two");
            wire.request("GET", "/bkt/three");
            assertThat(wire.read("GET").text()).isEqualTo("1");
            assertThat(wire.read("PUT").status()).isEqualTo(200);
            assertThat(wire.read("GET").text()).isEqualTo("2");
            assertThat(wire.read("GET").text()).isEqualTo("3");
        }
    }

    @Test
    void anotherEncodingThanChunksIsRefused() {
        try (Wire wire = surface.connect()) {
            wire.raw("PUT /bkt/packed HTTP/1.1\r\nHost: h\r\nX-Api-Key: " + Surface.API_KEY
                    + "\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n");
            assertThat(wire.read("PUT").code()).isEqualTo("NotImplemented");
        }
        assertThat(surface.send("GET", "/bkt/packed").code()).isEqualTo("NoSuchKey");
    }

    @Test
    void connectionsBeyondTheMostAreToldAndThenClosed() {
        S3Settings settings = Surface.limited(new S3Settings.ConnectionLimits(
                2048, 4096, 2, 64, Duration.ofSeconds(30), Duration.ofSeconds(9), Duration.ofSeconds(9), 1024));
        List<Wire> wires = new ArrayList<>();
        try (Surface small = new Surface(settings)) {
            for (int i = 0; i < 2; i++) {
                wires.add(small.connect());
                assertThat(wires.getLast().send("GET", "/").status()).isEqualTo(200);
            }
            wires.add(small.connect());
            assertThat(wires.getLast().send("GET", "/").code()).isEqualTo("SlowDown");
            for (int i = 0; i < 80; i++) {
                wires.add(small.connect());
            }
            assertThat(wires.getLast().isClosed()).isTrue();
            assertThat(wires.getFirst().send("GET", "/").status()).isEqualTo(200);
        } finally {
            wires.forEach(Wire::close);
        }
    }

    @Test
    void ourOwnSlownessIsNoIdlenessOfTheClients() {
        S3Settings settings = Surface.limited(new S3Settings.ConnectionLimits(
                2048, 4096, 64, 64, Duration.ofMillis(150), Duration.ofSeconds(9), Duration.ofSeconds(9), 1024));
        try (Surface quick = new Surface(settings)) {
            quick.send("PUT", "/bkt");
            quick.blobs.delayCommits(Duration.ofMillis(800));
            assertThat(quick.send("PUT", "/bkt/k", "x".repeat(10_000)).status()).isEqualTo(200);
        }
    }

    @Test
    void theFormOfAReplyIsAskedForInAnyCase() {
        assertThat(surface.send("GET", "/absent/k", "Accept", "APPLICATION/JSON")
                        .text())
                .startsWith("{\"error\"");
        assertThat(surface.send("GET", "/", "Accept", "Application/Json").text())
                .startsWith("{\"buckets\"");
    }

    @Test
    void aHostThatNamesABucketLeavesNoPathToOthers() {
        surface.send("PUT", "/pub1", "x-amz-acl", "public-read");
        surface.send("PUT", "/pub1/buckets", "x-amz-acl", "public-read", "an object");
        for (String host : new String[] {"pub1.localhost", "PUB1.LOCALHOST:8001"}) {
            assertThat(surface.send("GET", "/buckets", "Host", host).text()).isEqualTo("an object");
        }
        assertThat(surface.send("GET", "/buckets").text()).contains("ListAllMyBuckets");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"retention", "select", "attributes", "torrent", "uploadId=x", "legal-hold"})
    void whatIsAskedOfAnObjectIsNotDoneToABucket(String of) {
        surface.send("PUT", "/kept");
        assertThat(surface.send("DELETE", "/kept?" + of).code()).isEqualTo("MethodNotAllowed");
        assertThat(surface.send("HEAD", "/kept").status()).isEqualTo(200);
    }

    @Test
    void listingsOfBucketsSayHowFreshTheyAre() {
        Wire.Reply strong = surface.send("GET", "/", "X-Consistency-Level", "strong");
        assertThat(strong.header("x-dfs-consistency")).isEqualTo("strong");
        assertThat(Long.parseLong(strong.header("x-dfs-revision"))).isPositive();
        assertThat(surface.send("GET", "/buckets").header("x-dfs-consistency")).isNotEmpty();
    }

    @Test
    void aLevelThatThereIsNotIsRefusedWithThoseThatThereAre() {
        Wire.Reply refused = surface.send("GET", "/", "X-Consistency-Level", "bounded;max-ms=0");
        assertThat(refused.code()).isEqualTo("InvalidArgument");
        assertThat(refused.text()).contains("bounded;max-ms=N", "N is at least 1");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"X-Consistency-Level", "X-DFS-Session"})
    void aHeaderWithoutAValueAsksForNothing(String header) {
        surface.send("PUT", "/bucket");
        for (String blank : new String[] {"", " "}) {
            Wire.Reply read = surface.send("GET", "/bucket", header, blank);
            assertThat(read.status()).isEqualTo(200);
            assertThat(read.header("x-dfs-consistency")).isEqualTo("strong");
        }
    }

    @Test
    void aBucketIsInTheRegionOfItsEndpointWhichTheFirstRegionLetsClientsName() {
        String body =
                "<CreateBucketConfiguration><LocationConstraint>%s</LocationConstraint></CreateBucketConfiguration>";
        assertThat(surface.send("PUT", "/here", body.formatted("us-east-1")).status())
                .isEqualTo(200);
        assertThat(surface.send("GET", "/here?location").text()).doesNotContain("us-east-1");
        assertThat(surface.send("PUT", "/elsewhere", body.formatted("eu-west-1"))
                        .status())
                .isEqualTo(200);
        assertThat(surface.send("GET", "/elsewhere?location").text()).contains("eu-west-1");
        assertThat(surface.send("HEAD", "/elsewhere").header("x-amz-bucket-region"))
                .isEqualTo("eu-west-1");
        try (Surface european = new Surface(Surface.in("eu-west-1"))) {
            assertThat(european.send("PUT", "/elsewhere", body.formatted("eu-west-2"))
                            .code())
                    .isEqualTo("IllegalLocationConstraintException");
            assertThat(european.send("PUT", "/here", body.formatted("eu-west-1"))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aMethodThatIsNotAllowedIsToldWhichAre() {
        assertThat(surface.send("PATCH", "/bkt/key").header("allow"))
                .isEqualTo("DELETE, GET, HEAD, OPTIONS, POST, PUT");
        assertThat(surface.send("PUT", "/").header("allow")).isEqualTo("GET, OPTIONS");
        Wire.Reply ofObjects = surface.send("DELETE", "/bkt?uploadId=1");
        assertThat(ofObjects.status()).isEqualTo(405);
        assertThat(ofObjects.header("allow")).contains("DELETE, GET, HEAD");
    }

    @Test
    void aPrefixThatDecodingLeavesAloneIsNotEncoded() {
        surface.send("PUT", "/bkt/%C3%A9%20b/1", "x");
        String page =
                surface.send("GET", "/bkt?prefix=%C3%A9%20b/&encoding-type=url").text();
        assertThat(page).contains("<Prefix>\u00e9 b/</Prefix>", "<Key>%C3%A9%20b/1</Key>");
    }

    @Test
    void aDateOfTheWrongDayOfTheWeekIsStillADate() {
        surface.send("PUT", "/bkt/dated", "x");
        assertThat(surface.send("GET", "/bkt/dated", "If-Unmodified-Since", "Thu, 01 Dec 2010 16:00:00 GMT")
                        .status())
                .isEqualTo(412);
        assertThat(surface.send(
                                "DELETE",
                                "/bkt/dated",
                                "x-amz-if-match-last-modified-time",
                                "Thu, 01 Dec 2010 16:00:00 GMT")
                        .status())
                .isEqualTo(412);
        assertThat(surface.send("DELETE", "/bkt/dated", "x-amz-if-match-last-modified-time", "yesterday")
                        .text())
                .contains("x-amz-if-match-last-modified-time");
    }
}
