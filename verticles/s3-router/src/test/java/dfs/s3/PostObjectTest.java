package dfs.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms as browsers send them, against the port. What is expected of each is what ceph/s3-tests expects. */
final class PostObjectTest {

    private static final String OPEN = "{\"bucket\":\"forms\"},[\"starts-with\",\"$key\",\"\"],"
            + "[\"starts-with\",\"$Content-Type\",\"\"],[\"content-length-range\",0,10000000]";

    private static Surface surface;

    @BeforeAll
    static void open() {
        surface = new Surface();
        assertThat(surface.send("PUT", "/forms").status()).isEqualTo(200);
    }

    @AfterAll
    static void close() {
        surface.close();
    }

    @Test
    void aFormSignedTheOldWayIsWritten() {
        Wire.Reply reply = post(oldForm("old.txt", OPEN), "bar");
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.header("etag")).isEqualTo("\"37b51d194a7513e45b56f6524f2d51f2\"");
        assertThat(reply.header("location")).isEqualTo("http://127.0.0.1/forms/old.txt");
        Wire.Reply get = surface.send("GET", "/forms/old.txt");
        assertThat(get.text()).isEqualTo("bar");
        assertThat(get.header("content-type")).isEqualTo("text/plain");
    }

    @Test
    void aFormSignedWithVersion4IsWritten() {
        assertThat(post(form("new.txt", OPEN), "bar").status()).isEqualTo(204);
        assertThat(surface.send("GET", "/forms/new.txt").text()).isEqualTo("bar");
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 4096, 4097, 1_048_576, 1_048_577, 3_000_000})
    void filesOfAnySizeArrive(int size) {
        String file = "0123456789abcdef\r\n--".repeat(size / 20 + 1).substring(0, size);
        int blobs = surface.blobs.count();
        assertThat(post(form("sized", OPEN), file).status()).isEqualTo(204);
        assertThat(surface.send("GET", "/forms/sized").text()).isEqualTo(file);
        assertThat(surface.blobs.count() - blobs).isEqualTo(size > 4096 ? 1 : 0);
    }

    @Test
    void theKeyMayBeTheFilesName() {
        assertThat(post(form("up/${filename}", OPEN), "bar").status()).isEqualTo(204);
        assertThat(surface.send("GET", "/forms/up/f.txt").status()).isEqualTo(200);
    }

    @Test
    void metadataAndTagsAreKept() {
        Map<String, String> form = form(
                "meta",
                OPEN
                        + ",[\"starts-with\",\"$x-amz-meta-a\",\"\"],[\"starts-with\",\"$tagging\",\"\"],{\"acl\":\"private\"}");
        form.put("x-amz-meta-A", "blue");
        form.put("acl", "private");
        form.put("tagging", "<Tagging><TagSet><Tag><Key>0</Key><Value>1</Value></Tag></TagSet></Tagging>");
        assertThat(post(form, "bar").status()).isEqualTo(204);
        Wire.Reply head = surface.send("HEAD", "/forms/meta");
        assertThat(head.header("x-amz-meta-a")).isEqualTo("blue");
        assertThat(head.header("x-amz-tagging-count")).isEqualTo("1");
    }

    @Test
    void aStatusOf201BringsADocument() {
        Map<String, String> form = form("created", OPEN + ",[\"starts-with\",\"$success_action_status\",\"\"]");
        form.put("success_action_status", "201");
        Wire.Reply reply = post(form, "bar");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(Wire.element(reply.text(), "Key")).isEqualTo("created");
        assertThat(Wire.element(reply.text(), "Bucket")).isEqualTo("forms");
    }

    @Test
    void aRedirectIsFollowedWithWhatWasWritten() {
        Map<String, String> form = form("go", OPEN + ",[\"starts-with\",\"$success_action_redirect\",\"\"]");
        form.put("success_action_redirect", "http://web.example/done");
        Wire.Reply reply = post(form, "bar");
        assertThat(reply.status()).isEqualTo(303);
        assertThat(reply.header("location"))
                .isEqualTo("http://web.example/done?bucket=forms&key=go&etag=%2237b51d194a7513e45b56f6524f2d51f2%22");
    }

    @Test
    void aChecksumIsVerified() {
        Map<String, String> form = form("sum", OPEN);
        form.put("x-amz-checksum-crc32", "dv+Mqg==");
        Wire.Reply wrong = post(form, "bar?");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.code()).isEqualTo("BadDigest");
        assertThat(post(form, "bar").header("x-amz-checksum-crc32")).isEqualTo("dv+Mqg==");
        form.put("x-amz-checksum-crc32", "sailorjerry");
        assertThat(post(form, "bar").code()).isEqualTo("BadDigest");
    }

    @ParameterizedTest
    @CsvSource({"0, 2, 400, EntityTooLarge", "4, 9, 400, EntityTooSmall", "0, 3, 204, ''"})
    void theFilesSizeIsAsThePolicySays(int min, int max, int status, String code) {
        String conditions = OPEN + ",[\"content-length-range\"," + min + "," + max + "]";
        Wire.Reply reply = post(form("ranged", conditions), "bar");
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "key, '', 400, InvalidArgument",
        "x-amz-signature, 0000, 403, SignatureDoesNotMatch",
        "x-amz-signature, '', 400, InvalidArgument",
        "x-amz-credential, a/20260301/us-east-1/s3/aws4_request, 400, InvalidArgument",
        "x-amz-credential, nonsense, 400, InvalidArgument",
        "policy, '', 400, InvalidArgument",
        "x-amz-meta-more, 1, 403, AccessDenied",
        "acl, public-read, 403, AccessDenied"
    })
    void aFormThatIsNotAsItShouldBeIsRefused(String field, String value, int status, String code) {
        Map<String, String> form = form("refused", OPEN);
        if (value.isEmpty()) {
            form.remove(field);
        } else {
            form.put(field, value);
        }
        Wire.Reply reply = post(form, "bar");
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(surface.send("GET", "/forms/refused").status()).isEqualTo(404);
    }

    @Test
    void aKeyThatIsNotKnownIsRefused() {
        Map<String, String> form = oldForm("unknown", OPEN);
        form.put("AWSAccessKeyId", "foo");
        Wire.Reply reply = post(form, "bar");
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.code()).isEqualTo("InvalidAccessKeyId");
    }

    @Test
    void aPolicyOfAnotherBucketIsRefused() {
        assertThat(surface.send("PUT", "/other").status()).isEqualTo(200);
        Wire.Reply reply = post("/other", form("k", OPEN), "bar");
        assertThat(reply.status()).isEqualTo(403);
    }

    @Test
    void aFormWithoutPolicyIsNobodys() {
        Wire.Reply reply = post(new LinkedHashMap<>(Map.of("key", "k")), "bar");
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.code()).isEqualTo("AccessDenied");
    }

    @Test
    void lineEndsDoNotReachTheHeadersOfAReply() {
        Map<String, String> form = form("split", OPEN);
        form.put("Content-Type", "text/plain\r\nX-Evil: 1");
        assertThat(post(form, "bar").code()).isEqualTo("InvalidArgument");
    }

    @Test
    void whatIsNoFormIsRefused() {
        assertThat(surface.send("POST", "/forms", "Content-Type", "text/plain", "x")
                        .status())
                .isEqualTo(412);
    }

    private static Wire.Reply post(Map<String, String> form, String file) {
        return post("/forms", form, file);
    }

    private static Wire.Reply post(String path, Map<String, String> form, String file) {
        StringBuilder body = new StringBuilder();
        form.forEach((name, value) -> body.append("--BoUnD\r\nContent-Disposition: form-data; name=\"")
                .append(name)
                .append("\"\r\n\r\n")
                .append(value)
                .append("\r\n"));
        body.append("--BoUnD\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\f.txt\"\r\n\r\n");
        body.append(file)
                .append("\r\n--BoUnD\r\nContent-Disposition: form-data; name=\"submit\"\r\n\r\nUp\r\n--BoUnD--\r\n");
        return surface.send(
                "POST", path, "Content-Type", "multipart/form-data; boundary=BoUnD", "X-Api-Key", "", body.toString());
    }

    private static Map<String, String> oldForm(String key, String conditions) {
        String policy = policy(conditions);
        Map<String, String> form = new LinkedHashMap<>();
        form.put("key", key);
        form.put("AWSAccessKeyId", Surface.ACCESS_KEY);
        form.put("signature", signer().signPolicyTheOldWay(policy));
        form.put("policy", policy);
        form.put("Content-Type", "text/plain");
        return form;
    }

    private static Map<String, String> form(String key, String conditions) {
        TestSigner signer = signer();
        String credential = Surface.ACCESS_KEY + "/" + signer.scope();
        String policy = policy(conditions + ",{\"x-amz-credential\":\"" + credential
                + "\"},{\"x-amz-algorithm\":\"AWS4-HMAC-SHA256\"},{\"x-amz-date\":\"" + signer.timestamp() + "\"}");
        Map<String, String> form = new LinkedHashMap<>();
        form.put("key", key);
        form.put("Content-Type", "text/plain");
        form.put("x-amz-credential", credential);
        form.put("x-amz-algorithm", "AWS4-HMAC-SHA256");
        form.put("x-amz-date", signer.timestamp());
        form.put("policy", policy);
        form.put("x-amz-signature", signer.signPolicy(policy));
        return form;
    }

    private static TestSigner signer() {
        return new TestSigner(Surface.ACCESS_KEY, Surface.SECRET_KEY, "us-east-1", Instant.now());
    }

    private static String policy(String conditions) {
        String expiration = Instant.now()
                .plus(Duration.ofMinutes(5))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        String document = "{\"expiration\":\"" + expiration + "\",\"conditions\":[" + conditions + "]}";
        return Base64.getEncoder().encodeToString(document.getBytes(StandardCharsets.UTF_8));
    }
}
