package dfs.management;

import static dfs.management.ManagementFixture.ADMIN;
import static dfs.management.ManagementFixture.DISABLED;
import static dfs.management.ManagementFixture.METRICS;
import static dfs.management.ManagementFixture.NOBODY;
import static dfs.management.ManagementFixture.OTHER;
import static dfs.management.ManagementFixture.SCOPED;
import static dfs.management.ManagementFixture.WRITER;
import static dfs.management.ManagementFixture.error;
import static dfs.management.ManagementFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.auth.Role;
import dfs.management.docs.Contracts;
import dfs.protocol.access.SignatureCheck;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * <b>Goal:</b> nobody gets in where the contract does not say so. <b>Method:</b> every operation of the contract is called by
 * users of every kind, and only by the kinds that its {@code x-dfs-action} names is anything but a refusal seen.
 */
class AccessMatrixTest {

    private static final Map<String, String> CALLERS = Map.of(
            "nobody", NOBODY,
            "a stranger", "no-such-token",
            "a disabled key", DISABLED,
            "a writer", WRITER,
            "a scoped reader", SCOPED,
            "metrics", METRICS,
            "an administrator", ADMIN);

    private static ManagementFixture fixture;

    @BeforeAll
    static void open() {
        fixture = new ManagementFixture();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    /** Who gets further than the gate, by the contract's words. */
    private static Set<String> admitted(JsonObject operation) {
        JsonArray security = operation.getJsonArray("security");
        if (security != null && security.isEmpty()) {
            return CALLERS.keySet();
        }
        return switch (operation.getString("x-dfs-action", "")) {
            case "signed-in" -> Set.of("a writer", "a scoped reader", "metrics", "an administrator");
            case "dfs:ReadMetrics" -> Set.of("metrics", "an administrator");
            case "dfs:Administer" -> Set.of("an administrator");
            default -> throw new IllegalStateException("the contract does not say who may: " + operation);
        };
    }

    /** Bodies are left out and ids are of nothing: what gets in is refused for that, and changes nothing. */
    @Test
    void everyOperationLetsInWhomTheContractSays() {
        JsonObject contract = Contracts.management();
        List<String> problems = new ArrayList<>();
        for (Map.Entry<String, Object> path : contract.getJsonObject("paths")) {
            for (Map.Entry<String, Object> method : (JsonObject) path.getValue()) {
                if (method.getKey().equals("parameters")) {
                    continue;
                }
                Set<String> seen = new TreeSet<>();
                CALLERS.forEach((caller, token) -> {
                    if (isAdmitted(fixture.call(
                            method.getKey().toUpperCase(java.util.Locale.ROOT), sample(path.getKey()), token, ""))) {
                        seen.add(caller);
                    }
                });
                Set<String> meant = new TreeSet<>(admitted((JsonObject) method.getValue()));
                if (!seen.equals(meant)) {
                    problems.add(method.getKey() + " " + path.getKey() + " lets in " + seen + " instead of " + meant);
                }
            }
        }
        assertThat(problems).isEmpty();
    }

    private static String sample(String path) {
        return path.replace("{userName}", "absent")
                .replace("{keyId}", "absent")
                .replace("{bucketName}", "absent-bucket")
                .replace("{uploadId}", "0000000000000009")
                .replace("{jobName}", "scrub")
                .replace("{nodeId}", "node2")
                .replace("{asset}", "start.js")
                .replace("{contract}", "s3.yaml");
    }

    /** Whether the gate let the request through; an operation on a bucket may still deny it, which says so. */
    private static boolean isAdmitted(HttpResponse<String> response) {
        if (response.statusCode() == 401) {
            assertThat(error(response).getString("code")).isEqualTo("Unauthorized");
            assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
            return false;
        }
        return response.statusCode() != 403 || !response.body().contains("does not allow dfs:");
    }

    @Test
    void aStrangerIsTurnedAwayBeforeBeingToldWhatIsWrong() {
        assertThat(fixture.call("POST", "/api/v1/users", NOBODY, "{\"nonsense\":1}")
                        .statusCode())
                .isEqualTo(401);
        assertThat(fixture.call("POST", "/api/v1/users", WRITER, "{\"nonsense\":1}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(fixture.get("/api/v1/users?limit=-1", NOBODY).statusCode()).isEqualTo(401);
    }

    @Test
    void noPathTrickLeadsAroundTheGate() {
        for (String path : List.of(
                "/api/v1/docs/../users",
                "/api/v1/docs/..%2Fusers",
                "/api/v1/docs/%2e%2e/users",
                "//api/v1/users",
                "/api//v1/users",
                "/api/v1/users/",
                "/health/live/../../api/v1/users",
                "/api/v1/users;x=/health/live")) {
            HttpResponse<String> response = fixture.get(path, NOBODY);
            assertThat(response.body()).as(path).doesNotContain("wanda");
            assertThat(response.statusCode()).as(path).isIn(400, 401, 404);
        }
    }

    @Test
    void everybodySeesTheirOwnBucketsAndAnAdministratorAll() {
        assertThat(bucketsOf(WRITER)).containsExactly("photos", "videos");
        assertThat(bucketsOf(OTHER)).containsExactly("letters");
        assertThat(bucketsOf(SCOPED)).containsExactly("photos");
        assertThat(bucketsOf(ADMIN)).containsExactly("letters", "photos", "videos");
        assertThat(fixture.get("/api/v1/buckets", METRICS).statusCode()).isEqualTo(403);
    }

    private static List<String> bucketsOf(String token) {
        return json(fixture.get("/api/v1/buckets", token)).getJsonArray("buckets").stream()
                .map(bucket -> ((JsonObject) bucket).getString("name"))
                .toList();
    }

    @Test
    void anotherUsersBucketIsClosed() {
        assertThat(fixture.get("/api/v1/buckets/photos", WRITER).statusCode()).isEqualTo(200);
        assertThat(fixture.get("/api/v1/buckets/photos", OTHER).statusCode()).isEqualTo(403);
        assertThat(fixture.get("/api/v1/buckets/photos/uploads", OTHER).statusCode())
                .isEqualTo(403);
        assertThat(fixture.call("POST", "/api/v1/buckets/photos/uploads/cleanup", OTHER, "{\"olderThanSeconds\":0}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(fixture.get("/api/v1/buckets/photos", ADMIN).statusCode()).isEqualTo(200);
    }

    @Test
    void aBearerTokenIsAnApiKey() {
        assertThat(fixture.call("GET", "/metrics", NOBODY, "", "Authorization", "Bearer " + METRICS)
                        .statusCode())
                .isEqualTo(200);
        assertThat(fixture.call("GET", "/metrics", NOBODY, "", "Authorization", "Bearer nonsense")
                        .statusCode())
                .isEqualTo(401);
        assertThat(fixture.call("GET", "/metrics", NOBODY, "", "Authorization", "Basic YTpi")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aSignedRequestIsProvenWholeAndAsSent() {
        List<SignatureCheck.SignedRequest> seen = new ArrayList<>();
        SignatureCheck check = request -> {
            seen.add(request);
            return ManagementFixture.principal("root", Role.ADMIN);
        };
        try (ManagementFixture signed = new ManagementFixture(false, check)) {
            HttpResponse<String> response = signed.call(
                    "POST",
                    "/api/v1/users?x=%2F",
                    NOBODY,
                    "{\"name\":\"s\",\"role\":\"reader\"}",
                    "Authorization",
                    "AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/s3/aws4_request, ...");
            assertThat(response.statusCode()).isEqualTo(201);
            SignatureCheck.SignedRequest request = seen.getFirst();
            assertThat(request.rawPath() + "?" + request.rawQuery()).isEqualTo("/api/v1/users?x=%2F");
            assertThat(request.body().length()).isEqualTo(28);
            assertThat(request.headers())
                    .extracting(header -> header.name().toLowerCase(java.util.Locale.ROOT))
                    .contains("host");
            assertThat(signed.get("/api/v1/users?X-Amz-Signature=0", NOBODY).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aWrongSignatureIsRefusedWithItsCode() {
        HttpResponse<String> response =
                fixture.call("GET", "/api/v1/users", NOBODY, "", "Authorization", "AWS4-HMAC-SHA256 x");
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(error(response).getString("code")).isEqualTo("SignatureDoesNotMatch");
    }

    @Test
    void aSettingOpensTheMetricsPageAndNothingElse() {
        try (ManagementFixture open = new ManagementFixture(true, request -> {
            throw new IllegalStateException("nobody signs here");
        })) {
            assertThat(open.get("/metrics", NOBODY).statusCode()).isEqualTo(200);
            assertThat(open.get("/health", NOBODY).statusCode()).isEqualTo(401);
            assertThat(open.get("/api/dashboard/metrics", NOBODY).statusCode()).isEqualTo(401);
        }
    }
}
