package dfs.management;

import static dfs.management.ManagementFixture.ADMIN;
import static dfs.management.ManagementFixture.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.checksum.ChecksumType;
import dfs.core.name.ObjectKey;
import dfs.core.name.UploadId;
import dfs.core.record.ObjectMetadata;
import dfs.core.record.UploadRecord;
import dfs.management.docs.Contracts;
import io.vertx.core.buffer.Buffer;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * <b>Goal:</b> every operation answers what the contract says it answers. <b>Method:</b> call each of them, well and badly,
 * and check status, content type and schema of the reply against the contract.
 */
class ContractWalkTest {

    private static ManagementFixture fixture;
    private static OpenAPIContract contract;
    private static ResponseValidator validator;
    private static final Set<String> walked = new TreeSet<>();

    @BeforeAll
    static void open() {
        fixture = new ManagementFixture();
        contract = OpenAPIContract.from(fixture.vertx, Contracts.forRouter(Contracts.management()))
                .await();
        validator = ResponseValidator.create(fixture.vertx, contract);
        for (int i = 1; i <= 3; i++) {
            fixture.metadata.addUpload("photos", upload("key" + i, i));
        }
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    private static UploadRecord upload(String key, long revision) {
        return new UploadRecord(
                new ObjectKey(key),
                new UploadId(revision),
                "id-of-wanda",
                MetadataInMemory.NOW_MILLIS,
                ObjectMetadata.NONE,
                new TreeMap<>(),
                Optional.empty(),
                ChecksumType.COMPOSITE);
    }

    /** One step of the walk. */
    private record Step(String operation, String method, String path, String token, String body, int status) {}

    private static final List<Step> STEPS = List.of(
            new Step("getHealth", "GET", "/health", ADMIN, "", 200),
            new Step("getHealth", "GET", "/health", NOBODY, "", 401),
            new Step("getLiveness", "GET", "/health/live", NOBODY, "", 200),
            new Step("getReadiness", "GET", "/health/ready", NOBODY, "", 200),
            new Step("getMetrics", "GET", "/metrics", ADMIN, "", 200),
            new Step("getDashboard", "GET", "/api/dashboard/metrics", ADMIN, "", 200),
            new Step("getNode", "GET", "/api/v1/node", ADMIN, "", 200),
            new Step("getCaller", "GET", "/api/v1/whoami", ADMIN, "", 200),
            new Step("listUsers", "GET", "/api/v1/users?limit=2", ADMIN, "", 200),
            new Step("listUsers", "GET", "/api/v1/users?limit=0", ADMIN, "", 400),
            new Step("listUsers", "GET", "/api/v1/users?continuationToken=nonsense", ADMIN, "", 400),
            new Step("createUser", "POST", "/api/v1/users", ADMIN, "{\"name\":\"ann\",\"role\":\"writer\"}", 201),
            new Step("createUser", "POST", "/api/v1/users", ADMIN, "{\"name\":\"ann\",\"role\":\"writer\"}", 409),
            new Step("createUser", "POST", "/api/v1/users", ADMIN, "{\"name\":\"bob\",\"role\":\"king\"}", 400),
            new Step(
                    "createUser",
                    "POST",
                    "/api/v1/users",
                    ADMIN,
                    "{\"name\":\"bob\",\"role\":\"reader\",\"x\":1}",
                    400),
            new Step("createUser", "POST", "/api/v1/users", ADMIN, "{\"name\":", 400),
            new Step("createUser", "POST", "/api/v1/users", ADMIN, "", 400),
            new Step("getUser", "GET", "/api/v1/users/ann", ADMIN, "", 200),
            new Step("getUser", "GET", "/api/v1/users/absent", ADMIN, "", 404),
            new Step("updateUser", "PUT", "/api/v1/users/ann", ADMIN, "{\"enabled\":false,\"email\":\"a@b.c\"}", 200),
            new Step("updateUser", "PUT", "/api/v1/users/ann", ADMIN, "{}", 400),
            new Step("createKey", "POST", "/api/v1/users/ann/keys", ADMIN, "{}", 201),
            new Step("createKey", "POST", "/api/v1/users/ann/keys", ADMIN, "{\"kind\":\"api\"}", 201),
            new Step(
                    "createKey",
                    "POST",
                    "/api/v1/users/ann/keys",
                    ADMIN,
                    "{\"accessKey\":\"AKIAOLD\",\"secretKey\":\"migrated-secret\"}",
                    201),
            new Step("createKey", "POST", "/api/v1/users/ann/keys", ADMIN, "{\"accessKey\":\"AKIAOTHER\"}", 400),
            new Step("createKey", "POST", "/api/v1/users/absent/keys", ADMIN, "{}", 404),
            new Step("listUserKeys", "GET", "/api/v1/users/ann/keys?limit=1", ADMIN, "", 200),
            new Step("listUserKeys", "GET", "/api/v1/users/absent/keys", ADMIN, "", 404),
            new Step("updateKey", "PUT", "/api/v1/users/ann/keys/AKIAOLD", ADMIN, "{\"enabled\":false}", 200),
            new Step("updateKey", "PUT", "/api/v1/users/wanda/keys/AKIAOLD", ADMIN, "{\"enabled\":false}", 404),
            new Step("rotateKey", "POST", "/api/v1/users/ann/keys/AKIAOLD/rotate", ADMIN, "", 201),
            new Step("deleteKey", "DELETE", "/api/v1/users/ann/keys/AKIAOLD", ADMIN, "", 204),
            new Step("deleteKey", "DELETE", "/api/v1/users/ann/keys/AKIAOLD", ADMIN, "", 404),
            new Step("deleteUser", "DELETE", "/api/v1/users/ann", ADMIN, "", 204),
            new Step("deleteUser", "DELETE", "/api/v1/users/ann", ADMIN, "", 404),
            new Step("listBuckets", "GET", "/api/v1/buckets?limit=1&prefix=p", ADMIN, "", 200),
            new Step("getBucket", "GET", "/api/v1/buckets/photos", ADMIN, "", 200),
            new Step("getBucket", "GET", "/api/v1/buckets/absent", ADMIN, "", 404),
            new Step("getBucket", "GET", "/api/v1/buckets/NotAName", ADMIN, "", 400),
            new Step("listUploads", "GET", "/api/v1/buckets/photos/uploads?limit=2", ADMIN, "", 200),
            new Step(
                    "abortUpload",
                    "DELETE",
                    "/api/v1/buckets/photos/uploads/0000000000000001?key=key1",
                    ADMIN,
                    "",
                    204),
            new Step(
                    "abortUpload",
                    "DELETE",
                    "/api/v1/buckets/photos/uploads/0000000000000001?key=key1",
                    ADMIN,
                    "",
                    404),
            new Step("abortUpload", "DELETE", "/api/v1/buckets/photos/uploads/0000000000000001", ADMIN, "", 400),
            new Step(
                    "cleanUploads",
                    "POST",
                    "/api/v1/buckets/photos/uploads/cleanup",
                    ADMIN,
                    "{\"olderThanSeconds\":0}",
                    200),
            new Step("cleanUploads", "POST", "/api/v1/buckets/photos/uploads/cleanup", ADMIN, "{}", 400),
            new Step("listNodes", "GET", "/api/v1/nodes", ADMIN, "", 200),
            new Step("removeNode", "DELETE", "/api/v1/nodes/node2", ADMIN, "", 204),
            new Step("removeNode", "DELETE", "/api/v1/nodes/no%20node", ADMIN, "", 400),
            new Step("listJobs", "GET", "/api/v1/jobs", ADMIN, "", 200),
            new Step("getJob", "GET", "/api/v1/jobs/scrub", ADMIN, "", 200),
            new Step("getJob", "GET", "/api/v1/jobs/laundry", ADMIN, "", 400),
            new Step("getFsck", "GET", "/api/v1/fsck", ADMIN, "", 200),
            new Step("startFsck", "POST", "/api/v1/fsck?deep=true", ADMIN, "", 202),
            new Step("startJob", "POST", "/api/v1/jobs/scrub/start", ADMIN, "", 202),
            new Step("pauseJob", "POST", "/api/v1/jobs/garbage/pause", ADMIN, "", 202),
            new Step("getDocs", "GET", "/api/v1/docs", NOBODY, "", 200),
            new Step("getDocsAsset", "GET", "/api/v1/docs/swagger-ui.css", NOBODY, "", 200),
            new Step("getDocsAsset", "GET", "/api/v1/docs/start.js", NOBODY, "", 200),
            new Step("getDocsAsset", "GET", "/api/v1/docs/absent.js", NOBODY, "", 404),
            new Step("getContract", "GET", "/api/v1/openapi/management.yaml", NOBODY, "", 200),
            new Step("getContract", "GET", "/api/v1/openapi/s3.yaml", NOBODY, "", 200),
            new Step("getContract", "GET", "/api/v1/openapi/s3-ui.json", NOBODY, "", 200));

    @Test
    void everyOperationAnswersWhatTheContractSays() {
        List<String> problems = new ArrayList<>();
        for (Step step : STEPS) {
            walked.add(step.operation());
            HttpResponse<String> response = fixture.call(step.method(), step.path(), step.token(), step.body());
            if (response.statusCode() != step.status()) {
                problems.add(step + " answered " + response.statusCode() + " " + response.body());
            }
            check(step, response).ifPresent(problem -> problems.add(step + ": " + problem));
            assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
        }
        assertThat(problems).isEmpty();
        assertThat(walked)
                .isEqualTo(contract.operations().stream()
                        .map(Operation::getOperationId)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static Optional<String> check(Step step, HttpResponse<String> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (!type.equals("application/json") || step.operation().equals("getContract")) {
            return response.statusCode() < 400 ? Optional.empty() : Optional.of("an error that is not JSON: " + type);
        }
        try {
            Object valid = validator
                    .validate(
                            ValidatableResponse.create(response.statusCode(), Buffer.buffer(response.body()), type),
                            step.operation())
                    .await();
            return valid == null ? Optional.of("not validated") : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(e + " cause " + e.getCause() + " in " + response.body());
        }
    }
}
