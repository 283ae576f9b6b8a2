package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;
import dfs.s3.xml.XmlWriter;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads and deletes configurations that no bucket here can have yet: each is answered as S3 answers for a bucket without it,
 * where to delete what is not there is a success. The same table will shrink as the configurations come.
 *
 * @param id the operation
 * @param reply what it is answered with
 */
record Unconfigured(String id, Reply reply) implements Operation {

    /** What a bucket without a configuration is answered with. */
    sealed interface Reply {
        /** An error that says so. */
        record Refusal(ErrorCode code, String message) implements Reply {}

        /** There was nothing to delete, and there is nothing now. */
        record Gone() implements Reply {}

        /** An empty configuration. */
        record Document(String root, Consumer<XmlWriter> content) implements Reply {}
    }

    /** All of them. */
    static List<Operation> all() {
        return List.of(
                refused("GetBucketPolicy", ErrorCode.NO_SUCH_BUCKET_POLICY),
                refused("GetBucketPolicyStatus", ErrorCode.NO_SUCH_BUCKET_POLICY),
                refused("GetBucketEncryption", ErrorCode.SERVER_SIDE_ENCRYPTION_CONFIGURATION_NOT_FOUND),
                refused("GetObjectLockConfiguration", ErrorCode.OBJECT_LOCK_CONFIGURATION_NOT_FOUND),
                refused("GetPublicAccessBlock", ErrorCode.NO_SUCH_PUBLIC_ACCESS_BLOCK_CONFIGURATION),
                refused("GetBucketOwnershipControls", ErrorCode.OWNERSHIP_CONTROLS_NOT_FOUND),
                refused("GetBucketLifecycleConfiguration", ErrorCode.NO_SUCH_LIFECYCLE_CONFIGURATION),
                refused("GetBucketWebsite", ErrorCode.NO_SUCH_WEBSITE_CONFIGURATION),
                refused("GetBucketReplication", ErrorCode.REPLICATION_CONFIGURATION_NOT_FOUND),
                deleted("DeleteBucketPolicy"),
                deleted("DeleteBucketEncryption"),
                deleted("DeletePublicAccessBlock"),
                deleted("DeleteBucketOwnershipControls"),
                deleted("DeleteBucketLifecycle"),
                deleted("DeleteBucketWebsite"),
                deleted("DeleteBucketReplication"),
                unlocked("GetObjectRetention"),
                unlocked("GetObjectLegalHold"),
                empty("GetBucketLogging", "BucketLoggingStatus"),
                empty("GetBucketNotificationConfiguration", "NotificationConfiguration"),
                empty("GetBucketAccelerateConfiguration", "AccelerateConfiguration"),
                document(
                        "GetBucketRequestPayment",
                        "RequestPaymentConfiguration",
                        xml -> xml.text("Payer", "BucketOwner")),
                list("ListBucketAnalyticsConfigurations", "ListBucketAnalyticsConfigurationResult"),
                list("ListBucketInventoryConfigurations", "ListInventoryConfigurationsResult"),
                list("ListBucketMetricsConfigurations", "ListMetricsConfigurationsResult"),
                list("ListBucketIntelligentTieringConfigurations", "ListBucketIntelligentTieringConfigurationsOutput"));
    }

    @Override
    public Action action(S3Request request) {
        return reply instanceof Reply.Gone ? Action.PUT_BUCKET_CONFIGURATION : Action.GET_BUCKET_CONFIGURATION;
    }

    @Override
    public S3Reply answer(S3Call call) {
        return switch (reply) {
            case Reply.Refusal refusal -> {
                S3Failure failure = new S3Failure(refusal.code(), refusal.message());
                yield S3Reply.error(failure.error()
                        .with("BucketName", call.request().bucketName().text()));
            }
            case Reply.Gone gone -> S3Reply.noContent();
            case Reply.Document document -> {
                XmlWriter xml = XmlWriter.document(document.root());
                document.content().accept(xml);
                yield S3Reply.xml(xml.finish());
            }
        };
    }

    private static Operation refused(String id, ErrorCode code) {
        return new Unconfigured(id, new Reply.Refusal(code, code.message()));
    }

    private static Operation deleted(String id) {
        return new Unconfigured(id, new Reply.Gone());
    }

    private static Operation unlocked(String id) {
        return new Unconfigured(
                id, new Reply.Refusal(ErrorCode.INVALID_REQUEST, "Bucket is missing Object Lock Configuration"));
    }

    private static Operation document(String id, String root, Consumer<XmlWriter> content) {
        return new Unconfigured(id, new Reply.Document(root, content));
    }

    private static Operation empty(String id, String root) {
        return document(id, root, xml -> {});
    }

    private static Operation list(String id, String root) {
        return document(id, root, xml -> xml.flag("IsTruncated", false));
    }
}
