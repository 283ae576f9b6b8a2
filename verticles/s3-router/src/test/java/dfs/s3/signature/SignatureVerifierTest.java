package dfs.s3.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.auth.Secret;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.s3.TestSigner;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureVerifierTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Secret SECRET = Secret.of("s3cr3t/+key");
    private static final TestSigner SIGNER = new TestSigner("AK/1", SECRET.reveal(), "eu-west-1", NOW);
    private static final String EMPTY = TestSigner.sha256(new byte[0]);

    private final SignatureVerifier verifier = new SignatureVerifier("eu-west-1");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/b",
                "/b/",
                "/b/k",
                "/b//k",
                "/b/./k",
                "/b/../k",
                "/b/a%20b",
                "/b/a%2Bb",
                "/b/%F0%9F%98%80",
                "/b/%00",
                "/b/a%252Fb",
                "/b/a~b-c_d.e",
                "/b/%2A%27%28%29",
                "/b/a%3Fb%3Dc"
            })
    void thePathIsSignedAsItIs(String path) {
        assertThat(verify("GET", path, "", SIGNER.sign("GET", path, "", host(), EMPTY)))
                .isEqualTo(new Payload.Hashed(EMPTY));
    }

    @ParameterizedTest
    @CsvSource({
        "/b/a+b, /b/a%2Bb",
        "/b/a(1)'!*, /b/a%281%29%27%21%2A",
        "/b/%7e, /b/~",
        "/b/a%2fb, /b/a/b",
        "/b/=&:, /b/%3D%26%3A"
    })
    void aPathSentInAnotherEncodingIsTheSamePath(String sent, String signed) {
        assertThat(verify("GET", sent, "", SIGNER.sign("GET", signed, "", host(), EMPTY)))
                .isEqualTo(new Payload.Hashed(EMPTY));
    }

    @Test
    void aPathSignedAsSentIsTaken() {
        assertThat(verify("GET", "/b/a(1)+", "", SIGNER.sign("GET", "/b/a(1)+", "", host(), EMPTY)))
                .isEqualTo(new Payload.Hashed(EMPTY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acl",
                "acl=",
                "a=1&a=0&a",
                "b=2&a=1",
                "prefix=a%2Fb%20c&delimiter=%2F",
                "x=%F0%9F%98%80",
                "A=1&a=2&_=3",
                "list-type=2&prefix=&max-keys=1",
                "k=a%3Db%26c",
                "k%20k=v",
                "versionId=null&partNumber=1"
            })
    void theQueryIsSignedInOrder(String query) {
        assertThat(verify("GET", "/b", query, SIGNER.sign("GET", "/b", query, host(), EMPTY)))
                .isEqualTo(new Payload.Hashed(EMPTY));
        assertThat(verifyPresigned("GET", "/b", SIGNER.presign("GET", "/b", query, host(), 60), host(), NOW))
                .isEqualTo(new Payload.Unsigned());
    }

    @Test
    void whiteSpaceInHeadersIsFolded() {
        Map<String, String> sent = host();
        sent.put("x-amz-meta-a", "  a   b\tc  ");
        Map<String, String> signed = SIGNER.sign("PUT", "/b/k", "", host("x-amz-meta-a", "a b c"), EMPTY);
        sent.putAll(Map.of("authorization", signed.get("authorization"), "x-amz-date", signed.get("x-amz-date")));
        sent.put("x-amz-content-sha256", EMPTY);
        assertThat(verify("PUT", "/b/k", "", sent)).isEqualTo(new Payload.Hashed(EMPTY));
    }

    @Test
    void valuesOfOneHeaderAreJoined() {
        Map<String, String> signed = SIGNER.sign("PUT", "/b/k", "", host("x-amz-meta-a", "1,2"), EMPTY);
        SentHeaders sent = SentHeaders.of(signed).set("x-amz-meta-a", "1").add("X-Amz-Meta-A", " 2 ");
        assertThat(verify("PUT", "/b/k", "", sent)).isEqualTo(new Payload.Hashed(EMPTY));
    }

    @Test
    void charactersBeyondAsciiAreTakenAsBytesOrAsLatin1() {
        Map<String, String> signed = SIGNER.sign("PUT", "/b/k", "", host("x-amz-meta-a", "\u00e9"), EMPTY);
        assertThat(verify("PUT", "/b/k", "", signed)).isEqualTo(new Payload.Hashed(EMPTY));
        SentHeaders asBytes = SentHeaders.of(signed).set("x-amz-meta-a", "\u00c3\u00a9");
        assertThat(verify("PUT", "/b/k", "", asBytes)).isEqualTo(new Payload.Hashed(EMPTY));
    }

    @Test
    void theDateHeaderServesWhereXAmzDateIsNotSent() {
        Map<String, String> signed = SIGNER.sign("GET", "/b", "", host("date", "Sun, 01 Mar 2026 12:00:00 GMT"), EMPTY);
        assertRefused(SentHeaders.of(signed).remove("x-amz-date"), ErrorCode.SIGNATURE_DOES_NOT_MATCH);
        SentHeaders neither = SentHeaders.of(signed).remove("x-amz-date").remove("date");
        assertRefused(neither, ErrorCode.ACCESS_DENIED);
        assertRefused(SentHeaders.of(signed).set("x-amz-date", "yesterday"), ErrorCode.ACCESS_DENIED);
    }

    @Test
    void usEast1IsAcceptedBesideTheOwnRegion() {
        TestSigner signer = new TestSigner("AK/1", SECRET.reveal(), "us-east-1", NOW);
        assertThat(verify("GET", "/b", "", signer.sign("GET", "/b", "", host(), EMPTY)))
                .isEqualTo(new Payload.Hashed(EMPTY));
    }

    @Test
    void anotherRegionIsToldTheRightOne() {
        TestSigner signer = new TestSigner("AK/1", SECRET.reveal(), "ap-south-1", NOW);
        S3Failure failure = refusal(SentHeaders.of(signer.sign("GET", "/b", "", host(), EMPTY)));
        assertThat(failure.code()).isEqualTo(ErrorCode.AUTHORIZATION_HEADER_MALFORMED);
        assertThat(failure.error().message())
                .isEqualTo(
                        "The authorization header is malformed; the region 'ap-south-1' is wrong; expecting 'eu-west-1'");
        assertThat(failure.error().details()).containsEntry("Region", "eu-west-1");
    }

    @Test
    void anythingChangedBreaksTheSignature() {
        Map<String, String> signed = SIGNER.sign("PUT", "/b/k", "a=1", host("x-amz-meta-a", "1"), EMPTY);
        assertMismatch("GET", "/b/k", "a=1", SentHeaders.of(signed), SECRET);
        assertMismatch("PUT", "/b/l", "a=1", SentHeaders.of(signed), SECRET);
        assertMismatch("PUT", "/b/k", "a=2", SentHeaders.of(signed), SECRET);
        assertMismatch("PUT", "/b/k", "a=1&b=1", SentHeaders.of(signed), SECRET);
        assertMismatch("PUT", "/b/k", "a=1", SentHeaders.of(signed).set("x-amz-meta-a", "2"), SECRET);
        assertMismatch("PUT", "/b/k", "a=1", SentHeaders.of(signed).set("host", "evil"), SECRET);
        assertMismatch("PUT", "/b/k", "a=1", SentHeaders.of(signed), Secret.of("other"));
        assertThat(verify("PUT", "/b/k", "a=1", signed)).isEqualTo(new Payload.Hashed(EMPTY));
    }

    @Test
    void aMismatchTellsWhatWasSignedHereAndNoSecret() {
        Map<String, String> signed = SIGNER.sign("GET", "/b/k", "", host(), EMPTY);
        Claim.Signed claim = read("GET", "/b/k", "", SentHeaders.of(signed), NOW);
        assertThatThrownBy(() -> verifier.verify(claim, Secret.of("wrong-secret-key")))
                .isInstanceOfSatisfying(S3Failure.class, failure -> {
                    assertThat(failure.error().details())
                            .containsKeys(
                                    "AWSAccessKeyId",
                                    "StringToSign",
                                    "SignatureProvided",
                                    "StringToSignBytes",
                                    "CanonicalRequest",
                                    "CanonicalRequestBytes");
                    assertThat(failure.error().details().get("CanonicalRequest"))
                            .startsWith("GET\n/b/k\n\nhost:localhost:8001\n");
                    assertThat(failure.error().toString()).doesNotContain("wrong-secret-key");
                });
    }

    @ParameterizedTest
    @CsvSource({"900, true", "-900, true", "901, false", "-901, false", "-86400, false"})
    void aClockMayBeOffByAQuarterOfAnHour(long seconds, boolean isTaken) {
        Map<String, String> signed = SIGNER.sign("GET", "/b", "", host(), EMPTY);
        RequestHead head = new RequestHead("GET", "/b", "", SentHeaders.of(signed));
        if (isTaken) {
            assertThat(verifier.read(head, NOW.plusSeconds(seconds))).isInstanceOf(Claim.Signed.class);
        } else {
            assertThatThrownBy(() -> verifier.read(head, NOW.plusSeconds(seconds)))
                    .isInstanceOfSatisfying(S3Failure.class, failure -> {
                        assertThat(failure.code()).isEqualTo(ErrorCode.REQUEST_TIME_TOO_SKEWED);
                        assertThat(failure.error().details()).containsKeys("RequestTime", "ServerTime");
                    });
        }
    }

    @Test
    void headersThatMeanSomethingMustBeSigned() {
        Map<String, String> signed = SIGNER.sign("PUT", "/b/k", "", host(), EMPTY);
        S3Failure failure = refusal(SentHeaders.of(signed).add("X-Amz-Acl", "public-read"));
        assertThat(failure.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(failure.error().details()).containsEntry("HeadersNotSigned", "x-amz-acl");
        assertRefused(SentHeaders.of(SIGNER.sign("GET", "/b", "", Map.of(), EMPTY)), ErrorCode.ACCESS_DENIED);
        assertThat(verify("PUT", "/b/k", "", SentHeaders.of(signed).add("Content-Type", "text/plain")))
                .isEqualTo(new Payload.Hashed(EMPTY));
    }

    @Test
    void temporaryCredentialsAreRefusedByName() {
        assertRefused(
                SentHeaders.of(SIGNER.sign("GET", "/b", "", host("x-amz-security-token", "t"), EMPTY)),
                ErrorCode.INVALID_TOKEN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AWS AKID:c2lnbmF0dXJl | INVALID_REQUEST",
                "Bearer abc | INVALID_ARGUMENT",
                "garbage | INVALID_ARGUMENT",
                "AWS4-ECDSA-P256-SHA256 Credential=x | NOT_IMPLEMENTED",
                "AWS4-HMAC-SHA256 | AUTHORIZATION_HEADER_MALFORMED",
                "AWS4-HMAC-SHA256 Credential=AK/20260301/eu-west-1/s3/aws4_request | AUTHORIZATION_HEADER_MALFORMED",
                "AWS4-HMAC-SHA256 Credential=, SignedHeaders=host, Signature=ab | AUTHORIZATION_HEADER_MALFORMED",
                "AWS4-HMAC-SHA256 Credential=AK/20260301/s3/aws4_request, SignedHeaders=host, Signature=ab |"
                        + " AUTHORIZATION_HEADER_MALFORMED",
                "AWS4-HMAC-SHA256 Credential=/20260301/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=ab |"
                        + " AUTHORIZATION_HEADER_MALFORMED",
                "AWS4-HMAC-SHA256 Credential=AK/20260301/eu-west-1/ec2/aws4_request, SignedHeaders=host, Signature=ab |"
                        + " AUTHORIZATION_HEADER_MALFORMED",
                "AWS4-HMAC-SHA256 Credential=AK/20260301/eu-west-1/s3/aws3_request, SignedHeaders=host, Signature=ab |"
                        + " AUTHORIZATION_HEADER_MALFORMED",
                "AWS4-HMAC-SHA256 Credential=AK/2026-3-1/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=ab |"
                        + " AUTHORIZATION_HEADER_MALFORMED",
                "AWS4-HMAC-SHA256 Credential=AK/20260302/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=ab |"
                        + " AUTHORIZATION_HEADER_MALFORMED",
                "AWS4-HMAC-SHA256 Credential=AK/20260301/eu-west-1/s3/aws4_request, SignedHeaders=;, Signature=ab |"
                        + " AUTHORIZATION_HEADER_MALFORMED"
            })
    void malformedAuthorizationsAreToldApart(String authorization, ErrorCode expected) {
        Map<String, String> signed = SIGNER.sign("GET", "/b", "", host(), EMPTY);
        assertRefused(SentHeaders.of(signed).set("authorization", authorization), expected);
    }

    @Test
    void aRequestWithoutAnySignatureIsUnsigned() {
        RequestHead head = new RequestHead("GET", "/b", "acl", SentHeaders.of(host()));
        assertThat(verifier.read(head, NOW)).isEqualTo(new Claim.Unsigned());
        RequestHead blank = new RequestHead("GET", "/b", "", SentHeaders.of(host("authorization", " ")));
        assertThat(verifier.read(blank, NOW)).isEqualTo(new Claim.Unsigned());
    }

    @Test
    void theOldSignatureInTheQueryIsRefusedByName() {
        RequestHead head =
                new RequestHead("GET", "/b/k", "AWSAccessKeyId=AK&Expires=1&Signature=abc", SentHeaders.of(host()));
        assertThatThrownBy(() -> verifier.read(head, NOW))
                .hasMessageContaining("AWS4-HMAC-SHA256")
                .hasMessageContaining("Config(signature_version=\"s3v4\")");
    }

    @Test
    void oneWayOfSigningIsEnough() {
        Map<String, String> signed = SIGNER.sign("GET", "/b", "", host(), EMPTY);
        RequestHead head =
                new RequestHead("GET", "/b", SIGNER.presign("GET", "/b", "", host(), 60), SentHeaders.of(signed));
        assertThatThrownBy(() -> verifier.read(head, NOW))
                .isInstanceOfSatisfying(
                        S3Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @Test
    void aPresignedUrlIsGoodUntilItExpires() {
        String query = SIGNER.presign("GET", "/b/k", "", host(), 60);
        assertThat(verifyPresigned("GET", "/b/k", query, host(), NOW.plusSeconds(59)))
                .isEqualTo(new Payload.Unsigned());
        assertQueryRefused(query, NOW.plusSeconds(60), ErrorCode.EXPIRED_PRESIGNED_REQUEST);
        assertThat(verifyPresigned("GET", "/b/k", query, host(), NOW.minus(Duration.ofMinutes(15))))
                .isEqualTo(new Payload.Unsigned());
        assertQueryRefused(query, NOW.minusSeconds(901), ErrorCode.ACCESS_DENIED);
    }

    @ParameterizedTest
    @CsvSource({"0, EXPIRED_PRESIGNED_REQUEST", "-7, EXPIRES_OUT_OF_RANGE", "604801, EXPIRES_OUT_OF_RANGE"})
    void expiriesOutOfRangeAreRefused(long seconds, ErrorCode expected) {
        assertQueryRefused(SIGNER.presign("GET", "/b/k", "", host(), seconds), NOW, expected);
        assertThat(verifyPresigned("GET", "/b/k", SIGNER.presign("GET", "/b/k", "", host(), 604800), host(), NOW))
                .isEqualTo(new Payload.Unsigned());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Amz-Expires=60>X-Amz-Expires=soon",
                "X-Amz-Expires=60>X-Amz-Expires=",
                "X-Amz-Expires=60&>",
                "X-Amz-SignedHeaders=host&>",
                "X-Amz-Date=2026>X-Amz-Date=26",
                "X-Amz-Date=20260301>X-Amz-Date=20260302",
                "AWS4-HMAC-SHA256>AWS4-HMAC-SHA1",
                "X-Amz-Credential=>X-Amz-Credential=x%2F&Y=",
                "%2Faws4_request>%2Faws5_request",
                "eu-west-1>eu-west-2",
                "%2Fs3%2F>%2Fsts%2F"
            })
    void malformedQueriesAreRefused(String change) {
        String[] fromTo = change.split(">", -1);
        String query = SIGNER.presign("GET", "/b/k", "", host(), 60);
        assertThat(query).contains(fromTo[0]);
        assertQueryRefused(query.replace(fromTo[0], fromTo[1]), NOW, ErrorCode.AUTHORIZATION_QUERY_PARAMETERS_ERROR);
    }

    @Test
    void whatStandsForTheBodyIsReadFromTheHeader() {
        assertThat(payload(TestSigner.UNSIGNED)).isEqualTo(new Payload.Unsigned());
        assertThat(payload(TestSigner.STREAMING_UNSIGNED_TRAILER))
                .isEqualTo(new Payload.Streaming(java.util.Optional.empty(), true));
        assertThat(payload(TestSigner.STREAMING)).isInstanceOfSatisfying(Payload.Streaming.class, streaming -> {
            assertThat(streaming.signatures()).isPresent();
            assertThat(streaming.hasTrailer()).isFalse();
        });
        assertThat(payload(EMPTY.toUpperCase(java.util.Locale.ROOT))).isEqualTo(new Payload.Hashed(EMPTY));
        assertThatThrownBy(() -> payload("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"))
                .isInstanceOfSatisfying(
                        S3Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_IMPLEMENTED));
        assertThatThrownBy(() -> payload("sha256"))
                .isInstanceOfSatisfying(
                        S3Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
        Map<String, String> signed = SIGNER.sign("GET", "/b", "", host(), EMPTY);
        assertRefused(SentHeaders.of(signed).remove("x-amz-content-sha256"), ErrorCode.INVALID_REQUEST);
    }

    private Payload payload(String value) {
        return verify("PUT", "/b/k", "", SIGNER.sign("PUT", "/b/k", "", host(), value));
    }

    private Payload verify(String method, String path, String query, Map<String, String> headers) {
        return verify(method, path, query, SentHeaders.of(headers));
    }

    private Payload verify(String method, String path, String query, HeaderSource headers) {
        return verifier.verify(read(method, path, query, headers, NOW), SECRET);
    }

    private Payload verifyPresigned(
            String method, String path, String query, Map<String, String> headers, Instant now) {
        return verifier.verify(read(method, path, query, SentHeaders.of(headers), now), SECRET);
    }

    private Claim.Signed read(String method, String path, String query, HeaderSource headers, Instant now) {
        Claim claim = verifier.read(new RequestHead(method, path, query, headers), now);
        assertThat(claim).isInstanceOf(Claim.Signed.class);
        Claim.Signed signed = (Claim.Signed) claim;
        assertThat(signed.accessKeyId()).isEqualTo("AK/1");
        return signed;
    }

    private void assertMismatch(String method, String path, String query, HeaderSource headers, Secret secret) {
        Claim.Signed claim = read(method, path, query, headers, NOW);
        assertThatThrownBy(() -> verifier.verify(claim, secret))
                .isInstanceOfSatisfying(
                        S3Failure.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SIGNATURE_DOES_NOT_MATCH));
    }

    private void assertRefused(SentHeaders headers, ErrorCode expected) {
        assertThat(refusal(headers).code()).isEqualTo(expected);
    }

    private S3Failure refusal(SentHeaders headers) {
        return refusal(new RequestHead("GET", "/b", "", headers), NOW);
    }

    private void assertQueryRefused(String query, Instant now, ErrorCode expected) {
        assertThat(refusal(new RequestHead("GET", "/b/k", query, SentHeaders.of(host())), now)
                        .code())
                .isEqualTo(expected);
    }

    private S3Failure refusal(RequestHead head, Instant now) {
        try {
            Claim.Signed claim = (Claim.Signed) verifier.read(head, now);
            Payload payload = verifier.verify(claim, SECRET);
            throw new AssertionError("taken: " + payload);
        } catch (S3Failure failure) {
            return failure;
        }
    }

    private static Map<String, String> host(String... more) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("host", "localhost:8001");
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        return headers;
    }
}
