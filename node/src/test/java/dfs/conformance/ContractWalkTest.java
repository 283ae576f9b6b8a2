package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.conformance.DeclaredContract.Operation;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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
    private final ContractWalk walk = new ContractWalk(contract);

    @Test
    void everyOperationAnswersWhatTheContractSays(Bucket bucket) {
        walkBuckets(bucket);
        walkConfigurations(bucket);
        walkDeletionsOfWhatIsNotThere(bucket);
        walkCrossOrigin(bucket);
        walkObjects(bucket);
        walkCopies(bucket);
        walkUploads(bucket);
        walkListings(bucket);
        walkForms(bucket);
        walkDeletions(bucket);
        walkWhatIsNotImplemented(bucket);

        assertThat(walk.problems()).isEmpty();
        assertThat(walk.visited()).isEqualTo(contract.operations().keySet());
        assertThat(contract.operations().values().stream()
                        .filter(operation -> !walk.succeeded().contains(operation.id()))
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
        walk.visit("CreateBucket", other, "", 200, PLAIN);
        walk.visit("CreateBucket", other, "", 400, request -> request.body("<No/>"));
        walk.visit("HeadBucket", other, "", 200, PLAIN);
        walk.visit("GetBucketLocation", other, "", 200, PLAIN);
        walk.visit("DeleteBucket", other, "", 204, PLAIN);
        walk.visit("DeleteBucket", other, "", 404, PLAIN);
        walk.visit("HeadBucket", other, "", 404, PLAIN);
        walk.visit("ListBuckets", bucket, "", 200, PLAIN);
        walk.visit("ListBuckets", bucket, "", 200, request -> request.query("max-buckets", "1"));
        walk.visit("ListBuckets", bucket, "", 200, request -> request.header("Accept", "application/json"));
        walk.visit("ListBuckets", bucket, "", 403, Request::anonymously);
        UnaryOperator<Request> byKey = request ->
                request.anonymously().header("X-Api-Key", endpoint.apiKey().orElseThrow());
        walk.visit("ListBucketsByName", bucket, "", 200, byKey);
        walk.visit(
                "ListBucketsByName",
                bucket,
                "",
                200,
                request -> byKey.apply(request).header("Accept", "application/json"));
        walk.visit("ListBucketsByName", bucket, "", 403, Request::anonymously);
    }

    private void walkConfigurations(Bucket bucket) {
        for (String implemented : List.of("Tagging", "Cors")) {
            walk.visit("GetBucket" + implemented, bucket, "", 404, PLAIN);
            walk.visit("PutBucket" + implemented, bucket, "", 400, request -> request.body("<No/>"));
        }
        walk.visit("PutBucketTagging", bucket, "", 204, request -> request.body(tags("a", "b")));
        walk.visit("GetBucketTagging", bucket, "", 200, PLAIN);
        walk.visit("DeleteBucketTagging", bucket, "", 204, PLAIN);
        walk.visit("GetBucketAcl", bucket, "", 200, PLAIN);
        walk.visit("PutBucketAcl", bucket, "", 200, request -> request.header("x-amz-acl", "public-read"));
        walk.visit("GetBucketAcl", bucket, "", 200, PLAIN);
        walk.visit("GetBucketVersioning", bucket, "", 200, PLAIN);
        walk.visit("PutBucketVersioning", bucket, "", 400, request -> request.body("<No/>"));
        walk.visit(
                "PutBucketVersioning",
                bucket,
                "",
                200,
                request -> request.body("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        walk.visit("GetBucketVersioning", bucket, "", 200, PLAIN);
        for (String empty : List.of(
                "GetBucketAccelerateConfiguration",
                "GetBucketLogging",
                "GetBucketNotificationConfiguration",
                "GetBucketRequestPayment",
                "ListBucketAnalyticsConfigurations",
                "ListBucketIntelligentTieringConfigurations",
                "ListBucketInventoryConfigurations",
                "ListBucketMetricsConfigurations")) {
            walk.visit(empty, bucket, "", 200, PLAIN);
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
            walk.visit(absent, bucket, "", 404, PLAIN);
            walk.visit(absent, bucket, "", 404, request -> request.header("Accept", "application/json"));
        }
    }

    private void walkDeletionsOfWhatIsNotThere(Bucket bucket) {
        for (String deleted : List.of(
                "DeleteBucketEncryption",
                "DeleteBucketLifecycle",
                "DeleteBucketOwnershipControls",
                "DeleteBucketPolicy",
                "DeleteBucketReplication",
                "DeleteBucketWebsite",
                "DeletePublicAccessBlock")) {
            walk.visit(deleted, bucket, "", 204, PLAIN);
            walk.visit(deleted, bucket, "", 403, Request::anonymously);
        }
    }

    private void walkCrossOrigin(Bucket bucket) {
        UnaryOperator<Request> page = request -> request.anonymously()
                .header("Origin", "https://a.example")
                .header("Access-Control-Request-Method", "GET");
        walk.visit("PreflightBucket", bucket, "", 403, page);
        walk.visit("PreflightObject", bucket, "a", 400, Request::anonymously);
        walk.visit(
                "PutBucketCors",
                bucket,
                "",
                200,
                request -> request.body("<CORSConfiguration><CORSRule><AllowedOrigin>https://a.example</AllowedOrigin>"
                        + "<AllowedMethod>GET</AllowedMethod><MaxAgeSeconds>9</MaxAgeSeconds></CORSRule>"
                        + "</CORSConfiguration>"));
        walk.visit("GetBucketCors", bucket, "", 200, PLAIN);
        walk.visit("PreflightBucket", bucket, "", 200, page);
        walk.visit("PreflightObject", bucket, "a", 200, page);
        walk.visit("PreflightService", bucket, "", 403, page);
        walk.visit(
                "PreflightService",
                bucket,
                "",
                200,
                request -> page.apply(request).header("Origin", OwnNode.WEB_ORIGIN));
        walk.visit("DeleteBucketCors", bucket, "", 204, PLAIN);
    }

    private void walkObjects(Bucket bucket) {
        walk.visit(
                "PutObject",
                bucket,
                "a",
                200,
                request -> request.body("hello")
                        .header("x-amz-meta-m", "n")
                        .header("x-amz-tagging", "t=u")
                        .header("Cache-Control", "no-store")
                        .header("x-amz-checksum-crc32c", "mnG7TA=="));
        walk.visit("PutObject", bucket, "a", 412, request -> request.body("x").header("If-None-Match", "*"));
        walk.visit("PutObject", bucket, "a", 400, request -> request.body("x").header("Content-MD5", "no"));
        for (String read : List.of("GetObject", "HeadObject")) {
            walk.visit(read, bucket, "a", 200, request -> request.header("x-amz-checksum-mode", "ENABLED"));
            walk.visit(read, bucket, "a", 206, request -> request.header("Range", "bytes=1-2"));
            walk.visit(read, bucket, "a", 304, request -> request.header("If-None-Match", "*"));
            walk.visit(read, bucket, "a", 412, request -> request.header("If-Match", "\"x\""));
            walk.visit(read, bucket, "a", 416, request -> request.header("Range", "bytes=9-"));
            walk.visit(read, bucket, "absent", 404, PLAIN);
        }
        walk.visit(
                "GetObjectAttributes",
                bucket,
                "a",
                200,
                request ->
                        request.header("x-amz-object-attributes", "ETag,Checksum,ObjectParts,StorageClass,ObjectSize"));
        walk.visit("GetObjectAttributes", bucket, "a", 400, PLAIN);
        walk.visit("GetObjectAcl", bucket, "a", 200, PLAIN);
        walk.visit("PutObjectAcl", bucket, "a", 200, request -> request.header("x-amz-acl", "private"));
        walk.visit("PutObjectAcl", bucket, "absent", 404, request -> request.header("x-amz-acl", "private"));
        walk.visit("GetObjectTagging", bucket, "a", 200, PLAIN);
        walk.visit("PutObjectTagging", bucket, "a", 200, request -> request.body(tags("k", "v")));
        walk.visit("PutObjectTagging", bucket, "a", 400, request -> request.body("<No/>"));
        walk.visit("DeleteObjectTagging", bucket, "a", 204, PLAIN);
        walk.visit("GetObjectLegalHold", bucket, "a", 400, PLAIN);
        walk.visit("GetObjectRetention", bucket, "a", 400, PLAIN);
    }

    private void walkCopies(Bucket bucket) {
        walk.visit("CopyObject", bucket, "copy", 200, request -> request.header("x-amz-copy-source", bucket.path("a")));
        walk.visit(
                "CopyObject",
                bucket,
                "copy",
                404,
                request -> request.header("x-amz-copy-source", bucket.path("absent")));
        walk.visit("CopyObject", bucket, "copy", 400, request -> request.header("x-amz-copy-source", ""));
    }

    private void walkUploads(Bucket bucket) {
        Reply begun = walk.visit(
                "CreateMultipartUpload",
                bucket,
                "parts",
                200,
                request -> request.header("x-amz-checksum-algorithm", "CRC32C"));
        String upload = begun.value("UploadId");
        walk.visit(
                "CreateMultipartUpload",
                bucket,
                "parts",
                400,
                request -> request.header("x-amz-checksum-algorithm", "X"));
        Reply part = walk.visit(
                "UploadPart",
                bucket,
                "parts",
                200,
                request -> request.query("partNumber", "1")
                        .query("uploadId", upload)
                        .body("hello"));
        walk.visit(
                "UploadPart",
                bucket,
                "parts",
                404,
                request -> request.query("partNumber", "1")
                        .query("uploadId", ABSENT)
                        .body("hello"));
        walk.visit(
                "UploadPartCopy",
                bucket,
                "parts",
                200,
                request -> request.query("partNumber", "2")
                        .query("uploadId", upload)
                        .header("x-amz-copy-source", bucket.path("a")));
        walk.visit(
                "UploadPartCopy",
                bucket,
                "parts",
                404,
                request -> request.query("partNumber", "2")
                        .query("uploadId", upload)
                        .header("x-amz-copy-source", bucket.path("absent")));
        walkUploadListings(bucket, upload);
        walkCompletions(bucket, upload, part);
    }

    private void walkUploadListings(Bucket bucket, String upload) {
        walk.visit("ListParts", bucket, "parts", 200, request -> request.query("uploadId", upload));
        walk.visit(
                "ListParts",
                bucket,
                "parts",
                200,
                request -> request.query("uploadId", upload).query("max-parts", "1"));
        walk.visit("ListParts", bucket, "parts", 404, request -> request.query("uploadId", ABSENT));
        walk.visit("ListMultipartUploads", bucket, "", 200, PLAIN);
        walk.visit(
                "ListMultipartUploads",
                bucket,
                "",
                200,
                request -> request.query("prefix", "p").query("delimiter", "t").query("encoding-type", "url"));
    }

    private void walkCompletions(Bucket bucket, String upload, Reply part) {
        String document = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + part.header("etag")
                + "</ETag><ChecksumCRC32C>" + part.header("x-amz-checksum-crc32c")
                + "</ChecksumCRC32C></Part></CompleteMultipartUpload>";
        walk.visit(
                "CompleteMultipartUpload",
                bucket,
                "parts",
                400,
                request -> request.query("uploadId", upload).body("<No/>"));
        walk.visit(
                "CompleteMultipartUpload",
                bucket,
                "parts",
                200,
                request -> request.query("uploadId", upload).body(document));
        walk.visit(
                "GetObjectAttributes",
                bucket,
                "parts",
                200,
                request ->
                        request.header("x-amz-object-attributes", "ETag,Checksum,ObjectParts,StorageClass,ObjectSize"));
        walk.visit("GetObject", bucket, "parts", 206, request -> request.query("partNumber", "1"));
        walk.visit("HeadObject", bucket, "parts", 206, request -> request.query("partNumber", "1"));
        String dropped = bucket.upload("dropped");
        walk.visit("AbortMultipartUpload", bucket, "dropped", 204, request -> request.query("uploadId", dropped));
        walk.visit("AbortMultipartUpload", bucket, "dropped", 404, request -> request.query("uploadId", ABSENT));
    }

    private void walkListings(Bucket bucket) {
        UnaryOperator<Request> page = request -> request.query("max-keys", "1").query("encoding-type", "url");
        UnaryOperator<Request> folders =
                request -> request.query("delimiter", "a").query("prefix", "p");
        for (String list : List.of("ListObjects", "ListObjectsV2", "ListObjectVersions")) {
            walk.visit(list, bucket, "", 200, PLAIN);
            walk.visit(list, bucket, "", 200, page);
            walk.visit(list, bucket, "", 200, folders);
            walk.visit(list, bucket, "", 400, request -> request.query("max-keys", "-1"));
            walk.visit(list, new Bucket(bucket.endpoint(), S3Endpoint.newName()), "", 404, PLAIN);
        }
        walk.visit(
                "ListObjectsV2",
                bucket,
                "",
                200,
                request -> request.query("fetch-owner", "true").query("start-after", "a"));
    }

    /** A form is its own way to send a request; its replies are compared all the same. */
    private void walkForms(Bucket bucket) {
        walk.compare("PostObject", 204, PostObjectTest.post(bucket, PostObjectTest.form(bucket), "hello"));
        Map<String, String> asking = PostObjectTest.form(bucket, "{\"success_action_status\":\"201\"}");
        asking.put("success_action_status", "201");
        walk.compare("PostObject", 201, PostObjectTest.post(bucket, asking, "hello"));
        Map<String, String> forged = PostObjectTest.form(bucket);
        forged.put("x-amz-signature", "0");
        walk.compare("PostObject", 403, PostObjectTest.post(bucket, forged, "hello"));
    }

    private void walkDeletions(Bucket bucket) {
        walk.visit("DeleteObject", bucket, "a", 204, PLAIN);
        walk.visit("GetObject", bucket, "a", 404, PLAIN);
        walk.visit("ListObjectVersions", bucket, "", 200, PLAIN);
        byte[] several = Caller.utf8("<Delete><Object><Key>copy</Key></Object><Object><Key>parts</Key>"
                + "<VersionId>none</VersionId></Object></Delete>");
        walk.visit("DeleteObjects", bucket, "", 400, request -> request.body(several));
        walk.visit(
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
                walk.visit(operation.id(), bucket, "a", 501, PLAIN);
                walk.visit(operation.id(), bucket, "a", 501, request -> request.header("Accept", "application/json"));
            }
        }
    }

    private static String tags(String key, String value) {
        return "<Tagging><TagSet><Tag><Key>" + key + "</Key><Value>" + value + "</Value></Tag></TagSet></Tagging>";
    }
}
