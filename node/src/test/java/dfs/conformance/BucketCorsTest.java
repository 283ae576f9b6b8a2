package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Rules for callers in browsers, and what preflights answer by them. */
@Conformance
class BucketCorsTest {

    private static final String RULES =
            "<CORSConfiguration><CORSRule><AllowedOrigin>https://*.example.com</AllowedOrigin>"
                    + "<AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod><AllowedHeader>x-amz-*</AllowedHeader>"
                    + "<ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>600</MaxAgeSeconds></CORSRule></CORSConfiguration>";
    private static final String ORIGIN = "https://app.example.com";

    private static Request preflight(Bucket bucket, String origin, String method) {
        return bucket.request("OPTIONS", "a")
                .anonymously()
                .header("Origin", origin)
                .header("Access-Control-Request-Method", method);
    }

    @Test
    void rulesAreKeptAsTheyWereGiven(Bucket bucket) {
        bucket.request("GET").query("cors").send().refuses(404, "NoSuchCORSConfiguration");
        bucket.configure("cors", RULES).answers(200);
        Reply reply = bucket.request("GET").query("cors").send().answers(200);
        assertThat(reply.root().getLocalName()).isEqualTo("CORSConfiguration");
        assertThat(reply.value("CORSRule/AllowedOrigin")).isEqualTo("https://*.example.com");
        assertThat(reply.values("CORSRule/AllowedMethod")).containsExactly("GET", "PUT");
        assertThat(reply.value("CORSRule/MaxAgeSeconds")).isEqualTo("600");
        bucket.request("DELETE").query("cors").send().answers(204);
        bucket.request("GET").query("cors").send().refuses(404, "NoSuchCORSConfiguration");
    }

    @Test
    void aPreflightIsAnsweredByTheFirstRuleThatFits(Bucket bucket) {
        bucket.configure("cors", RULES).answers(200);
        Reply reply = preflight(bucket, ORIGIN, "PUT")
                .header("Access-Control-Request-Headers", "x-amz-meta-m")
                .send()
                .answers(200);
        assertThat(reply.header("access-control-allow-origin")).isEqualTo(ORIGIN);
        assertThat(reply.header("access-control-allow-methods")).contains("PUT");
        assertThat(reply.header("access-control-allow-headers")).isEqualTo("x-amz-meta-m");
        assertThat(reply.header("access-control-expose-headers")).isEqualTo("ETag");
        assertThat(reply.header("access-control-max-age")).isEqualTo("600");
        assertThat(reply.header("vary")).contains("Origin");
    }

    @Test
    void aPreflightThatNoRuleFitsIsRefused(Bucket bucket) {
        preflight(bucket, ORIGIN, "GET").send().refuses(403, "AccessForbidden");
        bucket.configure("cors", RULES).answers(200);
        preflight(bucket, "https://example.org", "GET").send().refuses(403, "AccessForbidden");
        preflight(bucket, ORIGIN, "DELETE").send().refuses(403, "AccessForbidden");
        preflight(bucket, ORIGIN, "GET")
                .header("Access-Control-Request-Headers", "authorization")
                .send()
                .refuses(403, "AccessForbidden");
    }

    @Test
    void aReplyToACallerThatARuleFitsSaysSo(Bucket bucket) {
        bucket.configure("cors", RULES).answers(200);
        bucket.put("a", "x");
        Reply fits = bucket.request("GET", "a").header("Origin", ORIGIN).send().answers(200);
        assertThat(fits.header("access-control-allow-origin")).isEqualTo(ORIGIN);
        assertThat(fits.header("access-control-expose-headers")).isEqualTo("ETag");
        Reply other = bucket.request("GET", "a")
                .header("Origin", "https://example.org")
                .send()
                .answers(200);
        assertThat(other.has("access-control-allow-origin")).isFalse();
    }

    @Test
    void rulesOfAnotherShapeAreRefused(Bucket bucket) {
        bucket.configure("cors", "<CORSConfiguration></CORSConfiguration>").refuses(400, "MalformedXML");
        bucket.configure("cors", RULES.replace(">GET<", ">FETCH<")).answers(400);
    }
}
