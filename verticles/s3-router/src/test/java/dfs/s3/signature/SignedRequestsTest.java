package dfs.s3.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dfs.core.Bytes;
import dfs.core.auth.Role;
import dfs.core.auth.Secret;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.record.AccessKey;
import dfs.core.record.Revisions;
import dfs.core.record.User;
import dfs.protocol.Address;
import dfs.protocol.Bus;
import dfs.protocol.Consistency;
import dfs.protocol.access.Identities;
import dfs.protocol.access.SecretSeal;
import dfs.protocol.access.SignatureCheck.Header;
import dfs.protocol.access.SignatureCheck.SignedRequest;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import dfs.s3.TestSigner;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signed requests of the management surface: whole bodies, covered by the signature. */
class SignedRequestsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String BODY = "{\"name\":\"ann\"}";
    private static final Map<String, String> HOST = Map.of("host", "localhost:5001");

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final SecretSeal seal =
            new SecretSeal(Bytes.wrap(new byte[SecretSeal.MASTER_KEY_BYTES]), new SecureRandom());
    private final SignedRequests check =
            new SignedRequests(new SignatureVerifier("eu-west-1"), new Identities(bus, seal));

    @BeforeEach
    void serve() {
        User ann = new User("ann", "id-of-ann", "Ann", "", Role.ADMIN, List.of(), true, 0);
        AccessKey key = new AccessKey("AK", "ann", AccessKey.Kind.S3, seal.seal("AK", Secret.of("right")), true, 0);
        bus.serve(Address.METADATA_READ, Read.class, read -> {
            Optional<Query.Credential> found = read.query().equals(new Query.FindAccessKey("AK"))
                    ? Optional.of(new Query.Credential(key, ann))
                    : Optional.empty();
            return new Read.Answer<>(found, Revisions.of(0, 1), Consistency.STRONG);
        });
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private static SignedRequest signed(String accessKey, String secret, String payloadHash, String body) {
        Map<String, String> headers = new TestSigner(accessKey, secret, "eu-west-1", NOW)
                .sign("POST", "/api/v1/users", "x=1", HOST, payloadHash);
        List<Header> sent = new ArrayList<>();
        headers.forEach((name, value) -> sent.add(new Header(name, value)));
        return new SignedRequest("POST", "/api/v1/users", "x=1", sent, bytes(body), NOW.toEpochMilli());
    }

    private static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(String text) {
        return TestSigner.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private ErrorCode refused(SignedRequest request) {
        return catchThrowableOfType(S3Failure.class, () -> check.prove(request)).code();
    }

    @Test
    void aRequestSignedWithItsBodyIsItsOwners() {
        assertThat(check.prove(signed("AK", "right", sha256(BODY), BODY)).name())
                .isEqualTo("ann");
        assertThat(check.prove(signed("AK", "right", sha256(""), "")).name()).isEqualTo("ann");
        assertThat(check.prove(signed("AK", "right", TestSigner.UNSIGNED, "")).name())
                .isEqualTo("ann");
    }

    @Test
    void aBodyThatTheSignatureDoesNotCoverIsRefused() {
        assertThat(refused(signed("AK", "right", sha256(BODY), "{\"name\":\"eve\"}")))
                .isEqualTo(ErrorCode.X_AMZ_CONTENT_SHA256_MISMATCH);
        assertThat(refused(signed("AK", "right", TestSigner.UNSIGNED, BODY)))
                .isEqualTo(ErrorCode.X_AMZ_CONTENT_SHA256_MISMATCH);
        assertThat(refused(signed("AK", "right", TestSigner.STREAMING, BODY)))
                .isEqualTo(ErrorCode.X_AMZ_CONTENT_SHA256_MISMATCH);
    }

    @Test
    void aWrongSecretAnUnknownKeyAndNoSignatureAreRefused() {
        assertThat(refused(signed("AK", "wrong", sha256(BODY), BODY))).isEqualTo(ErrorCode.SIGNATURE_DOES_NOT_MATCH);
        assertThat(refused(signed("AX", "right", sha256(BODY), BODY))).isEqualTo(ErrorCode.INVALID_ACCESS_KEY_ID);
        assertThat(refused(new SignedRequest("GET", "/", "", List.of(), Bytes.EMPTY, NOW.toEpochMilli())))
                .isEqualTo(ErrorCode.UNAUTHORIZED);
    }
}
