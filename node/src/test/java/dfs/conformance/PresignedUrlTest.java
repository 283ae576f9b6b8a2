package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Requests whose signature is in their URL. */
@Conformance
class PresignedUrlTest {

    private static final long HOUR = 3600;

    @Test
    void whoHasTheUrlMayReadAndWrite(Bucket bucket) {
        bucket.request("PUT", "a b").presign(HOUR).body("hello").send().answers(200);
        Reply reply = bucket.request("GET", "a b").presign(HOUR).send().answers(200);
        assertThat(reply.text()).isEqualTo("hello");
        bucket.request("DELETE", "a b").presign(HOUR).send().answers(204);
    }

    @Test
    void theSdksUrlIsGood(Bucket bucket) throws Exception {
        bucket.put("a b+c", "hello");
        Caller owner = bucket.endpoint().owner();
        try (S3Presigner presigner = S3Presigner.builder()
                        .endpointOverride(bucket.endpoint().uri())
                        .region(Region.of(Caller.REGION))
                        .credentialsProvider(StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(owner.accessKey(), owner.secretKey())))
                        .serviceConfiguration(S3Configuration.builder()
                                .pathStyleAccessEnabled(true)
                                .build())
                        .build();
                HttpClient http = HttpClient.newHttpClient()) {
            URI url = presigner
                    .presignGetObject(presign -> presign.signatureDuration(Duration.ofMinutes(1))
                            .getObjectRequest(get -> get.bucket(bucket.name()).key("a b+c")))
                    .url()
                    .toURI();
            HttpResponse<String> reply =
                    http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo("hello");
        }
    }

    @Test
    void anUploadOfPartsWorksByUrlsAlone(Bucket bucket) {
        String upload = bucket.request("POST", "a")
                .query("uploads")
                .presign(HOUR)
                .send()
                .answers(200)
                .value("UploadId");
        String tag = bucket.request("PUT", "a")
                .query("partNumber", "1")
                .query("uploadId", upload)
                .presign(HOUR)
                .body("hello")
                .send()
                .answers(200)
                .header("etag");
        bucket.complete("a", upload, List.of(tag)).presign(HOUR).send().answers(200);
        assertThat(bucket.get("a").text()).isEqualTo("hello");
    }

    @Test
    void aHeaderThatWasSignedMustBeSent(Bucket bucket) {
        Request put = bucket.request("PUT", "a")
                .header("x-amz-meta-m", "signed")
                .presign(HOUR)
                .body("x");
        put.header("x-amz-meta-m", "other").send().refuses(403, "SignatureDoesNotMatch");
        put.header("x-amz-meta-m", "signed").send().answers(200);
    }

    @Test
    void whatTheUrlSaysInThePlaceOfHeadersCounts(Bucket bucket) {
        bucket.request("PUT", "a")
                .query("x-amz-meta-m", "v")
                .query("x-amz-acl", "public-read")
                .presign(HOUR)
                .body("hello")
                .send()
                .answers(200);
        assertThat(bucket.head("a").header("x-amz-meta-m")).isEqualTo("v");
        assertThat(bucket.request("GET", "a").anonymously().send().answers(200).text())
                .isEqualTo("hello");
    }

    @Test
    void aHeaderThatWasSignedMayStandInTheQueryInstead(Bucket bucket) {
        bucket.request("PUT", "a")
                .query("x-amz-meta-m", "v")
                .header("x-amz-meta-m", "v")
                .presign(HOUR)
                .withoutHeader("x-amz-meta-m")
                .body("x")
                .send()
                .answers(200);
        assertThat(bucket.head("a").header("x-amz-meta-m")).isEqualTo("v");
    }

    @Test
    void encryptionThatTheUrlAsksForIsAnsweredAsThatOfAHeader(Bucket bucket) {
        Reply byHeader = bucket.request("PUT", "a")
                .header("x-amz-server-side-encryption", "AES256")
                .body("x")
                .send();
        Reply byQuery = bucket.request("PUT", "a")
                .query("x-amz-server-side-encryption", "AES256")
                .presign(HOUR)
                .body("x")
                .send()
                .answers(byHeader.status());
        assertThat(byQuery.header("x-amz-server-side-encryption"))
                .isEqualTo(byHeader.header("x-amz-server-side-encryption"));
    }

    @Test
    void afterItsTimeTheUrlIsNoGood(Bucket bucket) {
        bucket.put("a", "x");
        Reply reply = bucket.request("GET", "a")
                .at(Instant.now().minusSeconds(2 * HOUR))
                .presign(HOUR)
                .send()
                .refuses(403, "AccessDenied");
        assertThat(reply.value("Message")).isEqualTo("Request has expired");
    }

    @Test
    void aUrlIsGoodForAWeekAtMost(Bucket bucket) {
        Reply reply = bucket.request("GET", "a").presign(7 * 24 * HOUR + 1).send();
        assertThat(reply.status()).isIn(400, 403);
        assertThat(reply.value("Code")).isEqualTo("AuthorizationQueryParametersError");
    }

    @Test
    void aUrlForOneMethodOrKeyIsNotForAnother(Bucket bucket) {
        bucket.put("a", "x");
        Request get = bucket.request("GET", "a").presign(HOUR);
        try (Connection connection = new Connection(bucket.endpoint().uri())) {
            String bytes = new String(get.bytes(), java.nio.charset.StandardCharsets.UTF_8);
            connection.write(Caller.utf8(bytes.replace("GET /", "DELETE /")));
            connection.read("DELETE").refuses(403, "SignatureDoesNotMatch");
        }
        bucket.get("a").answers(200);
    }

    @Test
    void whatIsMissingIsSaid(Bucket bucket) {
        bucket.request("GET", "a")
                .anonymously()
                .query("X-Amz-Algorithm", "AWS4-HMAC-SHA256")
                .send()
                .refuses(400, "AuthorizationQueryParametersError");
    }
}
