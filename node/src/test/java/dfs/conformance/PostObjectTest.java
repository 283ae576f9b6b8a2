package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Uploads by forms in browsers, which a signed policy allows. */
@Conformance
class PostObjectTest {

    private static final String BOUNDARY = "form-boundary";

    /** The fields of a form whose policy has these conditions beside those that every form needs. */
    private static Map<String, String> form(Bucket bucket, Instant end, String... conditions) {
        Caller owner = bucket.endpoint().owner();
        Instant now = Instant.now();
        String credential = owner.accessKey() + "/" + Caller.scope(now);
        String policy = "{\"expiration\":\"" + end.truncatedTo(ChronoUnit.SECONDS) + "\",\"conditions\":[{\"bucket\":\""
                + bucket.name() + "\"},[\"starts-with\",\"$key\",\"up/\"],{\"x-amz-algorithm\":\"AWS4-HMAC-SHA256\"},"
                + "{\"x-amz-credential\":\"" + credential + "\"},{\"x-amz-date\":\"" + Caller.timestamp(now) + "\"}"
                + String.join(
                        "",
                        java.util.Arrays.stream(conditions)
                                .map(each -> "," + each)
                                .toList()) + "]}";
        String encoded = Base64.getEncoder().encodeToString(Caller.utf8(policy));
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("key", "up/a");
        fields.put("policy", encoded);
        fields.put("x-amz-algorithm", "AWS4-HMAC-SHA256");
        fields.put("x-amz-credential", credential);
        fields.put("x-amz-date", Caller.timestamp(now));
        fields.put("x-amz-signature", owner.sign(encoded, now));
        return fields;
    }

    static Map<String, String> form(Bucket bucket, String... conditions) {
        return form(bucket, Instant.now().plusSeconds(600), conditions);
    }

    static Reply post(Bucket bucket, Map<String, String> fields, String file) {
        StringBuilder body = new StringBuilder();
        fields.forEach((name, value) -> body.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\""
                + name + "\"\r\n\r\n" + value + "\r\n"));
        body.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.txt\"\r\n"
                + "Content-Type: text/plain\r\n\r\n" + file + "\r\n--" + BOUNDARY + "--\r\n");
        return bucket.request("POST")
                .anonymously()
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .body(body.toString())
                .send();
    }

    @Test
    void aFieldThatCannotStandInAHeaderIsRefused(Bucket bucket) {
        for (String name : new String[] {"x-amz-meta-a(b)", "x-amz-meta-a@b", "x-amz-meta-a/b"}) {
            Map<String, String> fields = form(bucket, "[\"starts-with\",\"$" + name + "\",\"\"]");
            fields.put(name, "v");
            post(bucket, fields, "x").refuses(400, "InvalidArgument");
        }
    }

    @Test
    void aFormThatItsPolicyAllowsIsTaken(Bucket bucket) {
        Reply reply = post(bucket, form(bucket), "hello").answers(204);
        assertThat(reply.header("etag")).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        assertThat(bucket.get("up/a").text()).isEqualTo("hello");
    }

    @Test
    void theFormChoosesWhatIsAnswered(Bucket bucket) {
        Map<String, String> fields = form(bucket, "{\"success_action_status\":\"201\"}");
        fields.put("success_action_status", "201");
        Reply reply = post(bucket, fields, "hello").answers(201);
        assertThat(reply.root().getLocalName()).isEqualTo("PostResponse");
        assertThat(reply.names("")).containsExactly("Location", "Bucket", "Key", "ETag");
        assertThat(reply.value("Key")).isEqualTo("up/a");
    }

    @Test
    void theFormMayLeadOnToAPage(Bucket bucket) {
        Map<String, String> fields = form(bucket, "{\"success_action_redirect\":\"http://example.com/done\"}");
        fields.put("success_action_redirect", "http://example.com/done");
        assertThat(post(bucket, fields, "hello").answers(303).header("location"))
                .startsWith("http://example.com/done?bucket=" + bucket.name() + "&key=up%2Fa&etag=");
    }

    @Test
    void theFilesNameMayBePartOfTheKey(Bucket bucket) {
        Map<String, String> fields = form(bucket);
        fields.put("key", "up/${filename}");
        post(bucket, fields, "hello").answers(204);
        assertThat(bucket.keys()).containsExactly("up/f.txt");
    }

    @Test
    void whatThePolicyDoesNotAllowIsRefused(Bucket bucket) {
        Map<String, String> elsewhere = form(bucket);
        elsewhere.put("key", "other/a");
        post(bucket, elsewhere, "hello").refuses(403, "AccessDenied");
        Map<String, String> extra = form(bucket);
        extra.put("x-amz-meta-unforeseen", "v");
        post(bucket, extra, "hello").refuses(403, "AccessDenied");
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void anExpiredPolicyAllowsNothing(Bucket bucket) {
        post(bucket, form(bucket, Instant.now().minusSeconds(60)), "hello").refuses(403, "AccessDenied");
    }

    @Test
    void aPolicyThatIsNotTheOneSignedIsRefused(Bucket bucket) {
        Map<String, String> fields = form(bucket);
        fields.put("x-amz-signature", "0".repeat(64));
        post(bucket, fields, "hello").refuses(403, "SignatureDoesNotMatch");
    }

    @Test
    void theFileIsAsLargeAsThePolicySays(Bucket bucket) {
        String sizes = "[\"content-length-range\",3,5]";
        post(bucket, form(bucket, sizes), "hello!").refuses(400, "EntityTooLarge");
        post(bucket, form(bucket, sizes), "hi").refuses(400, "EntityTooSmall");
        post(bucket, form(bucket, sizes), "hello").answers(204);
    }

    @Test
    void withoutAPolicyOnlyKnownCallersWrite(Bucket bucket) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("key", "up/a");
        post(bucket, fields, "hello").refuses(403, "AccessDenied");
    }
}
