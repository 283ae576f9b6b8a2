package dfs.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which regions requests may be signed for, and how a client is told the one to sign for. */
class RegionsTest {

    private static Wire.Reply signed(Surface surface, String region, String method, String path) {
        TestSigner signer = new TestSigner(Surface.ACCESS_KEY, Surface.SECRET_KEY, region, Instant.now());
        Map<String, String> headers = signer.sign(method, path, "", Map.of("host", "h"), TestSigner.UNSIGNED);
        try (Wire wire = surface.connect()) {
            StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
            headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
            wire.raw(head + "\r\n");
            return wire.read(method);
        }
    }

    @Test
    void whoSignedForAnotherRegionIsToldTheRightOneWithoutABodyToo() {
        try (Surface european = new Surface(Surface.in("eu-west-1"))) {
            assertThat(european.send("PUT", "/bucket").status()).isEqualTo(200);
            assertThat(signed(european, "eu-west-1", "HEAD", "/bucket").status())
                    .isEqualTo(200);
            for (String method : new String[] {"GET", "HEAD"}) {
                Wire.Reply refused = signed(european, "ap-south-1", method, "/bucket");
                assertThat(refused.status()).isEqualTo(400);
                assertThat(refused.header("x-amz-bucket-region")).isEqualTo("eu-west-1");
            }
        }
    }

    @Test
    void whoIsDeniedABucketIsToldItsRegion() {
        try (Surface surface = new Surface()) {
            surface.send("PUT", "/here");
            surface.send("PUT", "/elsewhere", location("eu-west-1"));
            assertThat(unsigned(surface, "HEAD", "/here").header("x-amz-bucket-region"))
                    .isEqualTo("us-east-1");
            assertThat(unsigned(surface, "HEAD", "/elsewhere").header("x-amz-bucket-region"))
                    .isEqualTo("eu-west-1");
            assertThat(unsigned(surface, "HEAD", "/absent").header("x-amz-bucket-region"))
                    .isEmpty();
        }
    }

    @Test
    void theFirstRegionTakesSignaturesForTheRegionsThatItsBucketsAreSaidToBeIn() {
        try (Surface surface = new Surface()) {
            assertThat(surface.send("PUT", "/elsewhere", location("eu-west-1")).status())
                    .isEqualTo(200);
            surface.send("PUT", "/elsewhere/key", "x");
            for (String region : new String[] {"eu-west-1", "us-east-1", "ap-south-1"}) {
                assertThat(signed(surface, region, "HEAD", "/elsewhere").status())
                        .isEqualTo(200);
                assertThat(signed(surface, region, "HEAD", "/elsewhere/key").status())
                        .isEqualTo(200);
            }
            for (String noRegion : new String[] {"eu_west_1", "", "r".repeat(65)}) {
                assertThat(signed(surface, noRegion, "GET", "/elsewhere").code())
                        .isEqualTo("AuthorizationHeaderMalformed");
            }
        }
    }

    @Test
    void aBucketIsInNoRegionThatHasNoName() {
        try (Surface surface = new Surface()) {
            for (String noRegion : new String[] {"eu_west_1", "eu&#10;west", "r".repeat(65)}) {
                assertThat(surface.send("PUT", "/nowhere", location(noRegion)).code())
                        .isEqualTo("InvalidArgument");
            }
        }
    }

    @Test
    void aListingOfARegionsBucketsCountsThoseAlone() {
        try (Surface surface = new Surface()) {
            for (String name : new String[] {"b-1", "b-3", "b-5"}) {
                surface.send("PUT", "/" + name);
                surface.send("PUT", "/" + name + "-elsewhere", location("eu-west-1"));
            }
            List<String> seen = new ArrayList<>();
            String token = "";
            do {
                String next = token.isEmpty() ? "" : "&continuation-token=" + URLEncoder.encode(token, UTF_8);
                String page = surface.send("GET", "/?bucket-region=eu-west-1&max-buckets=1" + next)
                        .text();
                assertThat(page.split("<Bucket>", -1)).hasSize(2);
                seen.add(Wire.element(page, "Name"));
                token = Wire.element(page, "ContinuationToken");
            } while (!token.isEmpty());
            assertThat(seen).containsExactly("b-1-elsewhere", "b-3-elsewhere", "b-5-elsewhere");
            assertThat(surface.send("GET", "/?bucket-region=us-east-1").text())
                    .contains("<Name>b-1</Name>", "<Name>b-5</Name>")
                    .doesNotContain("elsewhere");
        }
    }

    private static Wire.Reply unsigned(Surface surface, String method, String path) {
        try (Wire wire = surface.connect()) {
            wire.raw(method + " " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
            Wire.Reply reply = wire.read(method);
            assertThat(reply.status()).isIn(403, 404);
            return reply;
        }
    }

    private static String location(String region) {
        return "<CreateBucketConfiguration><LocationConstraint>" + region
                + "</LocationConstraint></CreateBucketConfiguration>";
    }
}
