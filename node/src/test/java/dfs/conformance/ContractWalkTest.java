package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.conformance.DeclaredContract.Operation;
import dfs.core.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/**
 * <b>Goal:</b> every operation answers what the contract says it answers. <b>Method:</b> ask for each of them by what the
 * contract says tells it apart, well and badly, and compare status, headers and body of each reply with the contract. An
 * operation that was not visited, or not with success where it is implemented and can succeed, fails the walk.
 */
@Conformance
@DisabledIfSystemProperty(named = "endpoint", matches = ".+", disabledReason = "the contract is this node's own")
class ContractWalkTest {

    private static final String ABSENT = "0123456789abcdef";
    private static final UnaryOperator<Request> PLAIN = request -> request;

    private final DeclaredContract contract = DeclaredContract.load();
    private final TreeSet<String> visited = new TreeSet<>();
    private final TreeSet<String> succeeded = new TreeSet<>();
    private final List<String> problems = new ArrayList<>();

    @Test
    void everyOperationAnswersWhatTheContractSays(Bucket bucket) {
        walkBuckets(bucket);
        walkConfigurations(bucket);
        walkCrossOrigin(bucket);
        walkObjects(bucket);
        walkCopies(bucket);
        walkUploads(bucket);
        walkListings(bucket);
        walkForms(bucket);
        walkDeletions(bucket);
        walkWhatIsNotImplemented(bucket);

        assertThat(problems).isEmpty();
        assertThat(visited).isEqualTo(contract.operations().keySet());
        assertThat(contract.operations().values().stream()
                        .filter(operation -> !succeeded.contains(operation.id()))
                        .filter(operation -> operation.replies().keySet().stream()
                                .anyMatch(status -> ((String) status).startsWith("2"))))
                .as("operations that can succeed and did not")
                .isEmpty();
    }

    @Test
    void aReplyThatDiffersFromTheContractIsSeen() {
        Operation versioning = contract.operations().get("GetBucketVersioning");
        String document =
                "<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">%s</VersioningConfiguration>";
        assertThat(problems(versioning, 200, document.formatted("<Status>Enabled</Status>")))
                .isEmpty();
        assertThat(problems(versioning, 200, document.formatted("<Status>On</Status>")))
                .hasSize(1);
        assertThat(problems(versioning, 200, document.formatted("<Stat>Enabled</Stat>")))
                .hasSize(1);
        assertThat(problems(versioning, 200, "<VersioningConfiguration/>")).hasSize(1);
        assertThat(problems(versioning, 202, "")).hasSize(1);
        assertThat(problems(versioning, 404, "<Error><Code>NoSuchBucket</Code></Error>"))
                .hasSize(3);
    }

    private List<String> problems(Operation operation, int status, String body) {
        Map<String, List<String>> headers = Map.of(
                "content-type", List.of("application/xml"),
                "x-amz-request-id", List.of("1"),
                "x-amz-id-2", List.of("2"),
                "date", List.of("3"));
        return ReplyCheck.problems(contract, operation, new Reply(status, headers, Caller.utf8(body)));
    }

    private void walkBuckets(Bucket bucket) {
        S3Endpoint endpoint = bucket.endpoint();
        Bucket other = new Bucket(endpoint, S3Endpoint.newName());
        visit("CreateBucket", other, "", 200, PLAIN);
        visit("CreateBucket", other, "", 400, request -> request.body("<No/>"));
        visit("HeadBucket", other, "", 200, PLAIN);
        visit("GetBucketLocation", other, "", 200, PLAIN);
        visit("DeleteBucket", other, "", 204, PLAIN);
        visit("DeleteBucket", other, "", 404, PLAIN);
        visit("HeadBucket", other, "", 404, PLAIN);
        visit("ListBuckets", bucket, "", 200, PLAIN);
        visit("ListBuckets", bucket, "", 200, request -> request.query("max-buckets", "1"));
        visit("ListBuckets", bucket, "", 200, request -> request.header("Accept", "application/json"));
        visit("ListBuckets", bucket, "", 403, Request::anonymously);
        UnaryOperator<Request> byKey = request ->
                request.anonymously().header("X-Api-Key", endpoint.apiKey().orElseThrow());
        visit("ListBucketsByName", bucket, "", 200, byKey);
        visit(
                "ListBucketsByName",
                bucket,
                "",
                200,
                request -> byKey.apply(request).header("Accept", "application/json"));
        visit("ListBucketsByName", bucket, "", 403, Request::anonymously);
    }

    private void walkConfigurations(Bucket bucket) {
        for (String implemented : List.of("Tagging", "Cors")) {
            visit("GetBucket" + implemented, bucket, "", 404, PLAIN);
            visit("PutBucket" + implemented, bucket, "", 400, request -> request.body("<No/>"));
        }
        visit("PutBucketTagging", bucket, "", 204, request -> request.body(tags("a", "b")));
        visit("GetBucketTagging", bucket, "", 200, PLAIN);
        visit("DeleteBucketTagging", bucket, "", 204, PLAIN);
        visit("GetBucketAcl", bucket, "", 200, PLAIN);
        visit("PutBucketAcl", bucket, "", 200, request -> request.header("x-amz-acl", "public-read"));
        visit("GetBucketAcl", bucket, "", 200, PLAIN);
        visit("GetBucketVersioning", bucket, "", 200, PLAIN);
        visit("PutBucketVersioning", bucket, "", 400, request -> request.body("<No/>"));
        visit(
                "PutBucketVersioning",
                bucket,
                "",
                200,
                request -> request.body("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        visit("GetBucketVersioning", bucket, "", 200, PLAIN);
        for (String empty : List.of(
                "GetBucketAccelerateConfiguration",
                "GetBucketLogging",
                "GetBucketNotificationConfiguration",
                "GetBucketRequestPayment",
                "ListBucketAnalyticsConfigurations",
                "ListBucketIntelligentTieringConfigurations",
                "ListBucketInventoryConfigurations",
                "ListBucketMetricsConfigurations")) {
            visit(empty, bucket, "", 200, PLAIN);
        }
        for (String absent : List.of(
                "GetBucketEncryption",
                "GetBucketLifecycleConfiguration",
                "GetBucketOwnershipControls",
                "GetBucketPolicy",
                "GetBucketPolicyStatus",
                "GetBucketReplication",
                "GetBucketWebsite",
                "GetObjectLockConfiguration",
                "GetPublicAccessBlock")) {
            visit(absent, bucket, "", 404, PLAIN);
            visit(absent, bucket, "", 404, request -> request.header("Accept", "application/json"));
        }
    }

    private void walkCrossOrigin(Bucket bucket) {
        UnaryOperator<Request> page = request -> request.anonymously()
                .header("Origin", "https://a.example")
                .header("Access-Control-Request-Method", "GET");
        visit("PreflightBucket", bucket, "", 403, page);
        visit("PreflightObject", bucket, "a", 400, Request::anonymously);
        visit(
                "PutBucketCors",
                bucket,
                "",
                200,
                request -> request.body("<CORSConfiguration><CORSRule><AllowedOrigin>https://a.example</AllowedOrigin>"
                        + "<AllowedMethod>GET</AllowedMethod><MaxAgeSeconds>9</MaxAgeSeconds></CORSRule>"
                        + "</CORSConfiguration>"));
        visit("GetBucketCors", bucket, "", 200, PLAIN);
        visit("PreflightBucket", bucket, "", 200, page);
        visit("PreflightObject", bucket, "a", 200, page);
        visit("PreflightService", bucket, "", 403, page);
        visit(
                "PreflightService",
                bucket,
                "",
                200,
                request -> page.apply(request).header("Origin", OwnNode.WEB_ORIGIN));
        visit("DeleteBucketCors", bucket, "", 204, PLAIN);
    }

    private void walkObjects(Bucket bucket) {
        visit(
                "PutObject",
                bucket,
                "a",
                200,
                request -> request.body("hello")
                        .header("x-amz-meta-m", "n")
                        .header("x-amz-tagging", "t=u")
                        .header("Cache-Control", "no-store")
                        .header("x-amz-checksum-crc32c", "mnG7TA=="));
        visit("PutObject", bucket, "a", 412, request -> request.body("x").header("If-None-Match", "*"));
        visit("PutObject", bucket, "a", 400, request -> request.body("x").header("Content-MD5", "no"));
        for (String read : List.of("GetObject", "HeadObject")) {
            visit(read, bucket, "a", 200, request -> request.header("x-amz-checksum-mode", "ENABLED"));
            visit(read, bucket, "a", 206, request -> request.header("Range", "bytes=1-2"));
            visit(read, bucket, "a", 304, request -> request.header("If-None-Match", "*"));
            visit(read, bucket, "a", 412, request -> request.header("If-Match", "\"x\""));
            visit(read, bucket, "a", 416, request -> request.header("Range", "bytes=9-"));
            visit(read, bucket, "absent", 404, PLAIN);
        }
        visit(
                "GetObjectAttributes",
                bucket,
                "a",
                200,
                request ->
                        request.header("x-amz-object-attributes", "ETag,Checksum,ObjectParts,StorageClass,ObjectSize"));
        visit("GetObjectAttributes", bucket, "a", 400, PLAIN);
        visit("GetObjectAcl", bucket, "a", 200, PLAIN);
        visit("PutObjectAcl", bucket, "a", 200, request -> request.header("x-amz-acl", "private"));
        visit("PutObjectAcl", bucket, "absent", 404, request -> request.header("x-amz-acl", "private"));
        visit("GetObjectTagging", bucket, "a", 200, PLAIN);
        visit("PutObjectTagging", bucket, "a", 200, request -> request.body(tags("k", "v")));
        visit("PutObjectTagging", bucket, "a", 400, request -> request.body("<No/>"));
        visit("DeleteObjectTagging", bucket, "a", 204, PLAIN);
        visit("GetObjectLegalHold", bucket, "a", 400, PLAIN);
        visit("GetObjectRetention", bucket, "a", 400, PLAIN);
    }

    private void walkCopies(Bucket bucket) {
        visit("CopyObject", bucket, "copy", 200, request -> request.header("x-amz-copy-source", bucket.path("a")));
        visit("CopyObject", bucket, "copy", 404, request -> request.header("x-amz-copy-source", bucket.path("absent")));
        visit("CopyObject", bucket, "copy", 400, request -> request.header("x-amz-copy-source", ""));
    }

    private void walkUploads(Bucket bucket) {
        Reply begun = visit(
                "CreateMultipartUpload",
                bucket,
                "parts",
                200,
                request -> request.header("x-amz-checksum-algorithm", "CRC32C"));
        String upload = begun.value("UploadId");
        visit(
                "CreateMultipartUpload",
                bucket,
                "parts",
                400,
                request -> request.header("x-amz-checksum-algorithm", "X"));
        Reply part = visit(
                "UploadPart",
                bucket,
                "parts",
                200,
                request -> request.query("partNumber", "1")
                        .query("uploadId", upload)
                        .body("hello"));
        visit(
                "UploadPart",
                bucket,
                "parts",
                404,
                request -> request.query("partNumber", "1")
                        .query("uploadId", ABSENT)
                        .body("hello"));
        visit(
                "UploadPartCopy",
                bucket,
                "parts",
                200,
                request -> request.query("partNumber", "2")
                        .query("uploadId", upload)
                        .header("x-amz-copy-source", bucket.path("a")));
        visit(
                "UploadPartCopy",
                bucket,
                "parts",
                404,
                request -> request.query("partNumber", "2")
                        .query("uploadId", upload)
                        .header("x-amz-copy-source", bucket.path("absent")));
        visit("ListParts", bucket, "parts", 200, request -> request.query("uploadId", upload));
        visit(
                "ListParts",
                bucket,
                "parts",
                200,
                request -> request.query("uploadId", upload).query("max-parts", "1"));
        visit("ListParts", bucket, "parts", 404, request -> request.query("uploadId", ABSENT));
        visit("ListMultipartUploads", bucket, "", 200, PLAIN);
        visit(
                "ListMultipartUploads",
                bucket,
                "",
                200,
                request -> request.query("prefix", "p").query("delimiter", "t").query("encoding-type", "url"));
        String document = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + part.header("etag")
                + "</ETag><ChecksumCRC32C>" + part.header("x-amz-checksum-crc32c")
                + "</ChecksumCRC32C></Part></CompleteMultipartUpload>";
        visit(
                "CompleteMultipartUpload",
                bucket,
                "parts",
                400,
                request -> request.query("uploadId", upload).body("<No/>"));
        visit(
                "CompleteMultipartUpload",
                bucket,
                "parts",
                200,
                request -> request.query("uploadId", upload).body(document));
        visit(
                "GetObjectAttributes",
                bucket,
                "parts",
                200,
                request ->
                        request.header("x-amz-object-attributes", "ETag,Checksum,ObjectParts,StorageClass,ObjectSize"));
        visit("GetObject", bucket, "parts", 206, request -> request.query("partNumber", "1"));
        visit("HeadObject", bucket, "parts", 206, request -> request.query("partNumber", "1"));
        String dropped = bucket.upload("dropped");
        visit("AbortMultipartUpload", bucket, "dropped", 204, request -> request.query("uploadId", dropped));
        visit("AbortMultipartUpload", bucket, "dropped", 404, request -> request.query("uploadId", ABSENT));
    }

    private void walkListings(Bucket bucket) {
        UnaryOperator<Request> page = request -> request.query("max-keys", "1").query("encoding-type", "url");
        UnaryOperator<Request> folders =
                request -> request.query("delimiter", "a").query("prefix", "p");
        for (String list : List.of("ListObjects", "ListObjectsV2", "ListObjectVersions")) {
            visit(list, bucket, "", 200, PLAIN);
            visit(list, bucket, "", 200, page);
            visit(list, bucket, "", 200, folders);
            visit(list, bucket, "", 400, request -> request.query("max-keys", "-1"));
            visit(list, new Bucket(bucket.endpoint(), S3Endpoint.newName()), "", 404, PLAIN);
        }
        visit(
                "ListObjectsV2",
                bucket,
                "",
                200,
                request -> request.query("fetch-owner", "true").query("start-after", "a"));
    }

    /** A form is its own way to send a request; its replies are compared all the same. */
    private void walkForms(Bucket bucket) {
        compare("PostObject", 204, PostObjectTest.post(bucket, PostObjectTest.form(bucket), "hello"));
        Map<String, String> asking = PostObjectTest.form(bucket, "{\"success_action_status\":\"201\"}");
        asking.put("success_action_status", "201");
        compare("PostObject", 201, PostObjectTest.post(bucket, asking, "hello"));
        Map<String, String> forged = PostObjectTest.form(bucket);
        forged.put("x-amz-signature", "0");
        compare("PostObject", 403, PostObjectTest.post(bucket, forged, "hello"));
    }

    private void walkDeletions(Bucket bucket) {
        visit("DeleteObject", bucket, "a", 204, PLAIN);
        visit("GetObject", bucket, "a", 404, PLAIN);
        visit("ListObjectVersions", bucket, "", 200, PLAIN);
        byte[] several = Caller.utf8("<Delete><Object><Key>copy</Key></Object><Object><Key>parts</Key>"
                + "<VersionId>none</VersionId></Object></Delete>");
        visit("DeleteObjects", bucket, "", 400, request -> request.body(several));
        visit(
                "DeleteObjects",
                bucket,
                "",
                200,
                request -> request.body(several)
                        .header("Content-MD5", Base64.getEncoder().encodeToString(Caller.digest("MD5", several))));
    }

    private void walkWhatIsNotImplemented(Bucket bucket) {
        for (Operation operation : contract.operations().values()) {
            if (!operation.isImplemented()) {
                visit(operation.id(), bucket, "a", 501, PLAIN);
                visit(operation.id(), bucket, "a", 501, request -> request.header("Accept", "application/json"));
            }
        }
    }

    private static String tags(String key, String value) {
        return "<Tagging><TagSet><Tag><Key>" + key + "</Key><Value>" + value + "</Value></Tag></TagSet></Tagging>";
    }

    /** Asks for an operation, where {@code more} gives what the contract leaves open, and compares the reply. */
    @CanIgnoreReturnValue
    private Reply visit(String id, Bucket bucket, String key, int status, UnaryOperator<Request> more) {
        Operation operation = contract.operations().get(id);
        String path = operation.path().replace("{Bucket}", bucket.name()).replace("{Key}", key);
        Request request = more.apply(bucket.endpoint().request(operation.method(), path));
        for (String parameter : operation.parameters()) {
            String[] pair = parameter.split("=", 2);
            if (pair.length == 2) {
                request.query(pair[0], pair[1]);
            } else if (!request.target().matches(".*[?&]" + parameter + "=.*")) {
                request.query(parameter);
            }
        }
        assertThat(request.isCopy()).isEqualTo(operation.isCopy());
        Reply reply = request.send();
        compare(id, status, reply);
        return reply;
    }

    private void compare(String id, int status, Reply reply) {
        visited.add(id);
        if (reply.status() < 300) {
            succeeded.add(id);
        }
        if (reply.status() != status) {
            problems.add(id + " was to answer " + status + " and answered " + reply);
        }
        ReplyCheck.problems(contract, contract.operations().get(id), reply)
                .forEach(problem -> problems.add(id + " " + status + ": " + problem));
    }
}
