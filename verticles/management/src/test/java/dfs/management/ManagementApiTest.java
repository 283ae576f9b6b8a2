package dfs.management;

import static dfs.management.ManagementFixture.ADMIN;
import static dfs.management.ManagementFixture.NOBODY;
import static dfs.management.ManagementFixture.WRITER;
import static dfs.management.ManagementFixture.error;
import static dfs.management.ManagementFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dfs.core.record.AccessKey;
import dfs.management.docs.Contracts;
import dfs.protocol.health.Component;
import dfs.protocol.health.ComponentState;
import dfs.protocol.health.RequestMeters;
import dfs.protocol.web.CertificateFiles;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;
import io.vertx.openapi.contract.OpenAPIContract;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the management surface does beside the contract's statuses: shapes, ids, pages, secrets, browsers, documentation. */
class ManagementApiTest {

    private final ManagementFixture fixture = new ManagementFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void healthHasTheShapeItsFirstClientsKnow() {
        assertThat(json(fixture.get("/health", ADMIN))).isEqualTo(new JsonObject("""
                        {"status": "healthy",
                         "components": {"storage": "operational", "api": "operational", "policy_engine": "operational",
                                        "metadata": "operational", "edge_nodes": {"edge1": "operational"}},
                         "metrics": {"uptime": "10d 4h 30m", "requests_per_second": 150.5, "error_rate_percent": 0.01,
                                     "edge_node_count": 1, "storage_nodes": 1}}
                        """));
    }

    @Test
    void aNodeThatCannotServeSays503AndWhy() {
        fixture.states.put(
                Component.METADATA, new ComponentState(ComponentState.Status.DOWN, "No leader was elected yet."));
        HttpResponse<String> health = fixture.get("/health", ADMIN);
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(json(health).getJsonObject("components").getString("metadata"))
                .isEqualTo("down");
        assertThat(json(health).getJsonObject("details").getString("metadata")).isEqualTo("No leader was elected yet.");
        assertThat(fixture.get("/health/ready", NOBODY).statusCode()).isEqualTo(503);
        assertThat(fixture.get("/health/live", NOBODY).statusCode()).isEqualTo(200);
    }

    @Test
    void errorsHaveTheirShapeAndCarryTheRequestsId() {
        HttpResponse<String> response =
                fixture.call("GET", "/api/v1/buckets/absent", ADMIN, "", "X-Request-Id", "my-id.1");
        assertThat(response.headers().firstValue("X-Request-Id")).contains("my-id.1");
        JsonObject error = error(response);
        assertThat(error.fieldNames())
                .containsExactlyInAnyOrder("code", "message", "requestId", "resource", "timestamp");
        assertThat(error.getString("code")).isEqualTo("NoSuchBucket");
        assertThat(error.getString("requestId")).isEqualTo("my-id.1");
        assertThat(error.getString("resource")).isEqualTo("/api/v1/buckets/absent");
        assertThat(error.getString("timestamp")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    }

    @Test
    void anIdThatIsNoIdIsReplaced() {
        HttpResponse<String> response = fixture.call("GET", "/health/live", NOBODY, "", "X-Request-Id", "a b<script>");
        assertThat(response.headers().firstValue("X-Request-Id").orElseThrow())
                .matches("[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}");
    }

    @Test
    void whatIsNotThereIsToldInTheSameShape() {
        HttpResponse<String> absent = fixture.get("/no/such/page", ADMIN);
        assertThat(absent.statusCode()).isEqualTo(404);
        assertThat(error(absent).getString("code")).isEqualTo("NotFound");
        HttpResponse<String> wrongMethod = fixture.call("DELETE", "/health", ADMIN, "");
        assertThat(wrongMethod.statusCode()).isEqualTo(405);
        assertThat(error(wrongMethod).getString("code")).isEqualTo("MethodNotAllowed");
        HttpResponse<String> large = fixture.call("POST", "/api/v1/users", ADMIN, " ".repeat((1 << 20) + 1));
        assertThat(large.statusCode()).isEqualTo(400);
        assertThat(error(large).getString("code")).isEqualTo("MaxMessageLengthExceeded");
    }

    @Test
    void headersThatAreTooLongAreToldTheLimit() {
        HttpResponse<String> response = fixture.call("GET", "/health/live", NOBODY, "", "X-Long", "x".repeat(40_000));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response).getString("code")).isEqualTo("RequestHeaderSectionTooLarge");
        assertThat(error(response).getString("message")).contains("32768 bytes");
        HttpResponse<String> line = fixture.get("/health/live?" + "x".repeat(20_000), NOBODY);
        assertThat(error(line).getString("message")).contains("16384 bytes");
    }

    @Test
    void thePortSpeaksTlsWithAPemCertificate() {
        SelfSignedCertificate certificate = SelfSignedCertificate.create();
        CertificateFiles files =
                new CertificateFiles(Path.of(certificate.certificatePath()), Path.of(certificate.privateKeyPath()));
        try (ManagementFixture secure = new ManagementFixture(
                false,
                request -> {
                    throw new IllegalStateException("nobody signs here");
                },
                Optional.of(files))) {
            WebClientOverTls client = new WebClientOverTls(secure.vertx);
            assertThat(client.status(secure.uri("/health/live").getPort())).isEqualTo(200);
        }
        certificate.delete();
    }

    /** A client that trusts anybody. */
    private record WebClientOverTls(Vertx vertx) {
        int status(int port) {
            HttpClientAgent client = vertx.createHttpClient(
                    new HttpClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false));
            int status = client.request(HttpMethod.GET, port, "127.0.0.1", "/health/live")
                    .compose(HttpClientRequest::send)
                    .map(HttpClientResponse::statusCode)
                    .await();
            client.close().await();
            return status;
        }
    }

    @Test
    void aRequestThatTheContractForbidsIsToldWhatIsWrongWithIt() {
        JsonObject limit = error(fixture.get("/api/v1/users?limit=5000", ADMIN));
        assertThat(limit.getString("code")).isEqualTo("InvalidArgument");
        assertThat(limit.getString("message")).contains("limit");
        JsonObject role = error(fixture.call("POST", "/api/v1/users", ADMIN, "{\"name\":\"x\",\"role\":\"king\"}"));
        assertThat(role.getString("message")).contains("role");
        JsonObject type = error(fixture.call("POST", "/api/v1/users", ADMIN, "name=x", "Content-Type", "text/plain"));
        assertThat(type.getString("code")).isEqualTo("InvalidArgument");
    }

    @Test
    void pagesFollowOneAnotherWithoutGapOrRepetition() {
        List<String> names = new ArrayList<>();
        String token = "";
        int pages = 0;
        do {
            JsonObject page = json(fixture.get("/api/v1/users?limit=2" + token, ADMIN));
            page.getJsonArray("users").forEach(user -> names.add(((JsonObject) user).getString("name")));
            token = Optional.ofNullable(page.getString("nextContinuationToken"))
                    .map(next -> "&continuationToken=" + next)
                    .orElse("");
            pages++;
        } while (!token.isEmpty());
        assertThat(names).containsExactly("gone", "otto", "prometheus", "root", "susi", "wanda");
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void aSecretIsShownOnceAndNeverLoggedNorKept() {
        ListAppender<ILoggingEvent> log = listen();
        HttpResponse<String> made = fixture.call(
                "POST", "/api/v1/users/wanda/keys", ADMIN, "{\"accessKey\":\"AKIA1\",\"secretKey\":\"given-secret\"}");
        assertThat(json(made).getString("secretKey")).isEqualTo("given-secret");
        JsonObject random = json(fixture.call("POST", "/api/v1/users/wanda/keys", ADMIN, "{}"));
        JsonObject api = json(fixture.call("POST", "/api/v1/users/wanda/keys", ADMIN, "{\"kind\":\"api\"}"));
        assertThat(random.getString("secretKey")).hasSize(40);
        JsonObject rotated = json(fixture.call("POST", "/api/v1/users/wanda/keys/AKIA1/rotate", ADMIN, ""));
        HttpResponse<String> again = fixture.call(
                "POST", "/api/v1/users/wanda/keys", ADMIN, "{\"accessKey\":\"AKIA1\",\"secretKey\":\"other-secret\"}");
        assertThat(again.statusCode()).isEqualTo(409);

        String listed = fixture.get("/api/v1/users/wanda/keys", ADMIN).body() + again.body();
        String kept = fixture.metadata.keys().toString();
        String logged =
                log.list.stream().map(ManagementApiTest::everything).toList().toString();
        for (String secret : List.of(
                "given-secret",
                "other-secret",
                random.getString("secretKey"),
                rotated.getString("secretKey"),
                api.getString("apiKey"),
                ADMIN)) {
            assertThat(listed).doesNotContain(secret);
            assertThat(kept).doesNotContain(secret);
            assertThat(logged).doesNotContain(secret);
        }
        assertThat(fixture.get("/api/v1/whoami", api.getString("apiKey")).body())
                .contains("wanda");
        assertThat(fixture.metadata.keys())
                .filteredOn(key -> key.id().equals("AKIA1"))
                .extracting(AccessKey::isEnabled)
                .as("rotation disables the old key")
                .containsExactly(false);
    }

    private static ListAppender<ILoggingEvent> listen() {
        Logger root = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("dfs");
        root.setLevel(Level.TRACE);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        root.addAppender(appender);
        return appender;
    }

    private static String everything(ILoggingEvent event) {
        return event.getFormattedMessage() + event.getKeyValuePairs() + event.getMDCPropertyMap();
    }

    @Test
    void aDisabledUserIsOutAtOnce() {
        assertThat(fixture.get("/api/v1/whoami", WRITER).statusCode()).isEqualTo(200);
        assertThat(fixture.call("PUT", "/api/v1/users/wanda", ADMIN, "{\"enabled\":false}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(fixture.get("/api/v1/whoami", WRITER).statusCode()).isEqualTo(401);
        assertThat(fixture.call("PUT", "/api/v1/users/wanda", ADMIN, "{\"enabled\":true}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(fixture.get("/api/v1/whoami", WRITER).statusCode()).isEqualTo(200);
    }

    @Test
    void aChangeLeavesWhatItDoesNotName() {
        JsonObject changed = json(fixture.call(
                "PUT", "/api/v1/users/wanda", ADMIN, "{\"scopes\":[{\"bucket\":\"photos\",\"prefix\":\"2024/\"}]}"));
        assertThat(changed.getString("role")).isEqualTo("writer");
        assertThat(changed.getJsonArray("scopes"))
                .isEqualTo(new JsonArray()
                        .add(new JsonObject().put("bucket", "photos").put("prefix", "2024/")));
        assertThat(json(fixture.call("PUT", "/api/v1/users/wanda", ADMIN, "{\"role\":\"reader\"}"))
                        .getJsonArray("scopes"))
                .hasSize(1);
    }

    @Test
    void pagesOfAllowedOriginsMayCall() {
        HttpResponse<String> preflight = fixture.call(
                "OPTIONS",
                "/api/v1/users",
                NOBODY,
                "",
                "Origin",
                "http://localhost:3000",
                "Access-Control-Request-Method",
                "POST");
        assertThat(preflight.statusCode()).isEqualTo(204);
        Map.of(
                        "Access-Control-Allow-Origin", "http://localhost:3000",
                        "Access-Control-Allow-Credentials", "true",
                        "Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, HEAD, OPTIONS",
                        "Access-Control-Allow-Headers", "Content-Type, Accept, Authorization, X-Api-Key",
                        "Access-Control-Max-Age", "3600")
                .forEach((name, value) ->
                        assertThat(preflight.headers().firstValue(name)).contains(value));
        HttpResponse<String> reply = fixture.call("GET", "/health", ADMIN, "", "Origin", "http://localhost:3000");
        assertThat(reply.headers().firstValue("Access-Control-Allow-Origin")).contains("http://localhost:3000");
        assertThat(reply.headers().firstValue("Access-Control-Expose-Headers"))
                .hasValueSatisfying(exposed -> assertThat(exposed).startsWith("ETag, X-Request-Id, "));
        assertThat(fixture.call("GET", "/health", NOBODY, "", "Origin", "http://localhost:3000")
                        .headers()
                        .firstValue("Access-Control-Allow-Origin"))
                .as("a page must be able to read why it was refused")
                .isPresent();
    }

    @Test
    void pagesOfOtherOriginsMayNot() {
        HttpResponse<String> preflight = fixture.call(
                "OPTIONS",
                "/api/v1/users",
                NOBODY,
                "",
                "Origin",
                "http://evil.example",
                "Access-Control-Request-Method",
                "POST");
        assertThat(preflight.statusCode()).isEqualTo(403);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
        assertThat(fixture.call("GET", "/health", ADMIN, "", "Origin", "http://evil.example")
                        .headers()
                        .firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @Test
    void theDocumentationNeedsNoNetworkAndShowsBothContracts() {
        String page = fixture.get("/api/v1/docs", NOBODY).body();
        assertThat(page).doesNotContain("http://").doesNotContain("https://");
        for (String asset : List.of(
                "swagger-ui.css",
                "swagger-ui-bundle.js",
                "swagger-ui-standalone-preset.js",
                "favicon-32x32.png",
                "start.js")) {
            assertThat(page).contains("docs/" + asset.replace("start.js", "start.js"));
            assertThat(fixture.get("/api/v1/docs/" + asset, NOBODY).statusCode())
                    .as(asset)
                    .isEqualTo(200);
        }
        JsonObject s3 = json(fixture.get("/api/v1/openapi/s3-ui.json", NOBODY));
        assertThat(s3.getJsonObject("paths").fieldNames()).contains("/{Bucket};versioning", "/{Bucket}/{Key}@copy");
        assertThat(s3.getJsonArray("servers").getJsonObject(0).getString("url")).isEqualTo("http://127.0.0.1:8001/");
        assertThat(fixture.get("/api/v1/openapi/s3.yaml", NOBODY).body()).isEqualTo(Contracts.read("s3.yaml"));
        assertThat(fixture.get("/api/v1/openapi/management.yaml", NOBODY).body())
                .isEqualTo(Contracts.read("management.yaml"));
    }

    @Test
    void requestsAreTimedByOperationAndStatus() {
        assertThat(fixture.get("/api/v1/whoami", WRITER).statusCode()).isEqualTo(200);
        assertThat(fixture.registry
                        .get(RequestMeters.MANAGEMENT_REQUESTS)
                        .tag(RequestMeters.OPERATION, "getCaller")
                        .tag(RequestMeters.STATUS, "200")
                        .timer()
                        .count())
                .isOne();
    }

    @Test
    void anOperationWithoutItsOtherHalfStopsTheStartByName() {
        JsonObject contract = Contracts.management();
        contract.getJsonObject("paths")
                .getJsonObject("/health/live")
                .getJsonObject("get")
                .put("operationId", "getPulse");
        OpenAPIContract changed = OpenAPIContract.from(fixture.vertx, Contracts.forRouter(contract))
                .await();
        assertThatThrownBy(() -> fixture.bind(changed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("without handler [getPulse]")
                .hasMessageContaining("without operation [getLiveness]");
    }

    @Test
    void anOperationThatDoesNotSayWhomItLetsInStopsTheStartByName() {
        JsonObject contract = Contracts.management();
        contract.getJsonObject("paths")
                .getJsonObject("/api/v1/users")
                .getJsonObject("get")
                .remove("x-dfs-action");
        OpenAPIContract changed = OpenAPIContract.from(fixture.vertx, Contracts.forRouter(contract))
                .await();
        assertThatThrownBy(() -> fixture.bind(changed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("listUsers");
    }
}
