package dfs.core.auth;

/** What can be done, each S3 operation mapped to one of these; names follow IAM's where IAM has one. */
public enum Action {
    LIST_ALL_MY_BUCKETS("s3:ListAllMyBuckets", Effect.READ),
    CREATE_BUCKET("s3:CreateBucket", Effect.WRITE),
    DELETE_BUCKET("s3:DeleteBucket", Effect.WRITE),
    /** To ask whether a bucket is there. IAM knows it as s3:ListBucket; it differs in that it shows no key. */
    HEAD_BUCKET("s3:ListBucket", Effect.READ),
    /** To list keys; the resource's key is the prefix asked for. */
    LIST_BUCKET("s3:ListBucket", Effect.READ),
    LIST_BUCKET_VERSIONS("s3:ListBucketVersions", Effect.READ),
    LIST_BUCKET_MULTIPART_UPLOADS("s3:ListBucketMultipartUploads", Effect.READ),
    GET_BUCKET_LOCATION("s3:GetBucketLocation", Effect.READ),
    GET_BUCKET_CONFIGURATION("s3:GetBucketConfiguration", Effect.READ),
    GET_BUCKET_ACL("s3:GetBucketAcl", Effect.READ),
    PUT_BUCKET_ACL("s3:PutBucketAcl", Effect.WRITE),
    PUT_BUCKET_CONFIGURATION("s3:PutBucketConfiguration", Effect.WRITE),
    GET_OBJECT("s3:GetObject", Effect.READ),
    GET_OBJECT_VERSION("s3:GetObjectVersion", Effect.READ),
    GET_OBJECT_ATTRIBUTES("s3:GetObjectAttributes", Effect.READ),
    GET_OBJECT_ACL("s3:GetObjectAcl", Effect.READ),
    GET_OBJECT_TAGGING("s3:GetObjectTagging", Effect.READ),
    PUT_OBJECT("s3:PutObject", Effect.WRITE),
    PUT_OBJECT_ACL("s3:PutObjectAcl", Effect.WRITE),
    PUT_OBJECT_TAGGING("s3:PutObjectTagging", Effect.WRITE),
    DELETE_OBJECT("s3:DeleteObject", Effect.WRITE),
    DELETE_OBJECT_VERSION("s3:DeleteObjectVersion", Effect.WRITE),
    DELETE_OBJECT_TAGGING("s3:DeleteObjectTagging", Effect.WRITE),
    ABORT_MULTIPART_UPLOAD("s3:AbortMultipartUpload", Effect.WRITE),
    LIST_MULTIPART_UPLOAD_PARTS("s3:ListMultipartUploadParts", Effect.READ),
    READ_METRICS("dfs:ReadMetrics", Effect.OBSERVE),
    ADMINISTER("dfs:Administer", Effect.ADMINISTER);

    /** What an action does to the world. */
    public enum Effect {
        READ,
        WRITE,
        OBSERVE,
        ADMINISTER
    }

    private final String text;
    private final Effect effect;

    Action(String text, Effect effect) {
        this.text = text;
        this.effect = effect;
    }

    /** The name as policies write it. */
    public String text() {
        return text;
    }

    /** What it does to the world. */
    public Effect effect() {
        return effect;
    }
}
