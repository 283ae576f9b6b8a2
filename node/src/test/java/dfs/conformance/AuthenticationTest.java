package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is let in, by which proof. */
@Conformance
class AuthenticationTest {

    private static Request list(S3Endpoint endpoint) {
        return endpoint.request("GET", "/");
    }

    @Test
    void anUnknownKeyIsRefused(S3Endpoint endpoint) {
        list(endpoint).as(new Caller("NOBODYSKEY", "secret")).send().refuses(403, "InvalidAccessKeyId");
    }

    @Test
    void aWrongSecretIsRefused(S3Endpoint endpoint) {
        Reply reply = list(endpoint)
                .as(new Caller(endpoint.owner().accessKey(), "wrong"))
                .send()
                .refuses(403, "SignatureDoesNotMatch");
        assertThat(reply.text()).doesNotContain(endpoint.owner().secretKey());
    }

    @Test
    void aClockThatIsOffIsRefused(S3Endpoint endpoint) {
        for (Duration off : List.of(Duration.ofMinutes(-16), Duration.ofMinutes(16))) {
            list(endpoint).at(Instant.now().plus(off)).send().refuses(403, "RequestTimeTooSkewed");
        }
        list(endpoint).at(Instant.now().minus(Duration.ofMinutes(14))).send().answers(200);
    }

    @Test
    void aHeaderThatIsNoAuthorizationIsRefused(S3Endpoint endpoint) {
        for (String header : List.of("AWS4-HMAC-SHA256 nonsense", "AWS4-HMAC-SHA256")) {
            list(endpoint)
                    .anonymously()
                    .header("x-amz-date", Caller.timestamp(Instant.now()))
                    .header("Authorization", header)
                    .send()
                    .refuses(400, "AuthorizationHeaderMalformed");
        }
    }

    @Test
    void aSignatureForWhatIsNoRegionNamesTheRightOne(S3Endpoint endpoint) {
        String day = Caller.timestamp(Instant.now());
        Reply reply = list(endpoint)
                .anonymously()
                .header("x-amz-date", day)
                .header("x-amz-content-sha256", Request.UNSIGNED)
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=" + endpoint.owner().accessKey() + "/" + day.substring(0, 8)
                                + "/mars_1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature="
                                + "0".repeat(64))
                .send()
                .refuses(400, "AuthorizationHeaderMalformed");
        assertThat(reply.value("Region")).isEqualTo(Caller.REGION);
    }

    @Test
    void anonymousCallersAreDenied(Bucket bucket) {
        bucket.put("a", "x");
        bucket.request("GET", "a").anonymously().send().refuses(403, "AccessDenied");
        bucket.request("PUT", "a").anonymously().body("y").send().refuses(403, "AccessDenied");
        bucket.request("GET").anonymously().send().refuses(403, "AccessDenied");
    }

    @Test
    void anApiKeyIsAProofToo(Bucket bucket) {
        String key = Others.apiKey(bucket.endpoint());
        bucket.request("PUT", "a")
                .anonymously()
                .header("X-Api-Key", key)
                .body("x")
                .send()
                .answers(200);
        assertThat(bucket.request("GET", "a")
                        .anonymously()
                        .header("X-Api-Key", key)
                        .send()
                        .answers(200)
                        .text())
                .isEqualTo("x");
        Reply wrong = bucket.request("GET", "a")
                .anonymously()
                .header("X-Api-Key", key + "no")
                .send();
        assertThat(wrong.status()).isIn(401, 403);
    }

    @Test
    void theConsistencyLevelIsCheckedAndAnswered(Bucket bucket) {
        Others.apiKey(bucket.endpoint());
        bucket.put("a", "x");
        for (String level : List.of("strong", "eventual")) {
            Reply reply = bucket.request("GET", "a")
                    .header("X-Consistency-Level", level)
                    .send()
                    .answers(200);
            // More than was asked for is fine.
            assertThat(reply.header("x-dfs-consistency")).isIn(level, "strong");
        }
        bucket.request("GET", "a").header("X-Consistency-Level", "lucky").send().answers(400);
    }
}
