package dfs.core.error;

/**
 * The one table of error codes: S3's name of each, its HTTP status and the sentence a client reads when the place that
 * failed has nothing more exact to say.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">Amazon S3 error responses</a>
 */
public enum ErrorCode {
    ACCESS_DENIED("AccessDenied", 403, "Access denied."),
    AUTHORIZATION_HEADER_MALFORMED("AuthorizationHeaderMalformed", 400, "The authorization header is malformed."),
    AUTHORIZATION_QUERY_PARAMETERS_ERROR(
            "AuthorizationQueryParametersError", 400, "The query-string authentication parameters are not valid."),
    BAD_DIGEST("BadDigest", 400, "The checksum or Content-MD5 you specified did not match the bytes received."),
    BAD_REQUEST("BadRequest", 400, "The request is not valid."),
    BUCKET_ALREADY_EXISTS("BucketAlreadyExists", 409, "The bucket name is taken by another user; choose another one."),
    BUCKET_ALREADY_OWNED_BY_YOU("BucketAlreadyOwnedByYou", 409, "The bucket exists already and is yours."),
    BUCKET_NOT_EMPTY("BucketNotEmpty", 409, "The bucket is not empty: delete its objects and versions first."),
    CONDITIONAL_REQUEST_CONFLICT(
            "ConditionalRequestConflict", 409, "A concurrent request changed the object; read it again and retry."),
    OPERATION_ABORTED("OperationAborted", 409, "The bucket was changed while the request was under way; retry it."),
    CORS_FORBIDDEN("AccessForbidden", 403, "CORSResponse: this origin, method or header is not allowed."),
    ENTITY_TOO_LARGE("EntityTooLarge", 400, "The upload is larger than the largest size allowed."),
    ENTITY_TOO_SMALL("EntityTooSmall", 400, "The upload, or a part that is not the last, is smaller than allowed."),
    EXPIRED_PRESIGNED_REQUEST("AccessDenied", 403, "Request has expired"),
    /** AWS's code; the status is that of a presigned request that is not good now, as ceph/s3-tests wants it. */
    EXPIRES_OUT_OF_RANGE("AuthorizationQueryParametersError", 403, "X-Amz-Expires is out of range."),
    FORM_FIELDS_TOO_LARGE(
            "MaxPostPreDataLengthExceededError", 400, "The form's fields before the file are larger than allowed."),
    ILLEGAL_LOCATION_CONSTRAINT(
            "IllegalLocationConstraintException", 400, "Buckets are in the region of this endpoint, and in no other."),
    ILLEGAL_VERSIONING_CONFIGURATION(
            "IllegalVersioningConfigurationException", 400, "The versioning status is neither Enabled nor Suspended."),
    INCOMPLETE_BODY("IncompleteBody", 400, "The body ended before the number of bytes that Content-Length declares."),
    INSUFFICIENT_STORAGE("InsufficientStorage", 507, "The disk is full; free space or add some, then retry."),
    INTERNAL_ERROR("InternalError", 500, "We met an internal error; try again."),
    INVALID_ACCESS_KEY_ID("InvalidAccessKeyId", 403, "The access key id does not exist in our records."),
    INVALID_ARGUMENT("InvalidArgument", 400, "An argument is not valid."),
    INVALID_BUCKET_NAME("InvalidBucketName", 400, "The bucket name breaks the naming rules."),
    INVALID_DIGEST("InvalidDigest", 400, "The Content-MD5 or checksum value is not valid base64 of the right length."),
    INVALID_OBJECT_STATE("InvalidObjectState", 403, "The operation is not valid for the object's state."),
    INVALID_PART(
            "InvalidPart",
            400,
            "A part named was not uploaded, or its ETag or checksum is not the one that was answered at its upload."),
    INVALID_PART_ORDER("InvalidPartOrder", 400, "The parts are not listed in ascending order of part number."),
    INVALID_POLICY_DOCUMENT("InvalidPolicyDocument", 400, "The form's policy document is not valid."),
    INVALID_RANGE("InvalidRange", 416, "The requested range is not satisfiable"),
    INVALID_REQUEST("InvalidRequest", 400, "The request is not valid."),
    INVALID_STORAGE_CLASS("InvalidStorageClass", 400, "The storage class is not known."),
    INVALID_TAG("InvalidTag", 400, "A tag key or value is too long, repeated or has characters that are not allowed."),
    INVALID_TOKEN("InvalidToken", 400, "Temporary credentials are not supported."),
    INVALID_URI("InvalidURI", 400, "The URI could not be parsed: check its percent-encoding."),
    KEY_TOO_LONG("KeyTooLongError", 400, "The key is longer than 1,024 bytes."),
    MALFORMED_POST_REQUEST("MalformedPOSTRequest", 400, "The body is not well-formed multipart/form-data."),
    MALFORMED_TRAILER(
            "MalformedTrailerError",
            400,
            "The request contained trailing data that was not well-formed or did not conform to our published schema."),
    MALFORMED_XML("MalformedXML", 400, "The XML is not well-formed or does not fit the published schema."),
    MAX_MESSAGE_LENGTH_EXCEEDED("MaxMessageLengthExceeded", 400, "The request body is too large for this operation."),
    METADATA_TOO_LARGE("MetadataTooLarge", 400, "The user metadata is larger than 2,048 bytes."),
    METHOD_NOT_ALLOWED("MethodNotAllowed", 405, "The method is not allowed against this resource."),
    MISSING_CONTENT_LENGTH("MissingContentLength", 411, "Send the Content-Length header."),
    MISSING_SECURITY_HEADER("MissingSecurityHeader", 400, "A required security header is missing."),
    NO_SUCH_BUCKET("NoSuchBucket", 404, "The specified bucket does not exist"),
    NO_SUCH_BUCKET_POLICY("NoSuchBucketPolicy", 404, "The bucket has no policy."),
    NO_SUCH_CORS_CONFIGURATION("NoSuchCORSConfiguration", 404, "The bucket has no CORS configuration."),
    NO_SUCH_KEY("NoSuchKey", 404, "The specified key does not exist."),
    NO_SUCH_LIFECYCLE_CONFIGURATION("NoSuchLifecycleConfiguration", 404, "The bucket has no lifecycle configuration."),
    NO_SUCH_OBJECT_LOCK_CONFIGURATION(
            "NoSuchObjectLockConfiguration", 404, "The object has no object lock configuration."),
    NO_SUCH_PUBLIC_ACCESS_BLOCK_CONFIGURATION(
            "NoSuchPublicAccessBlockConfiguration", 404, "The bucket has no public access block configuration."),
    NO_SUCH_TAG_SET("NoSuchTagSet", 404, "The bucket has no tags."),
    NO_SUCH_UPLOAD("NoSuchUpload", 404, "The upload does not exist: its id is wrong, or it was completed or aborted."),
    NO_SUCH_VERSION("NoSuchVersion", 404, "The specified version does not exist."),
    NO_SUCH_WEBSITE_CONFIGURATION("NoSuchWebsiteConfiguration", 404, "The bucket has no website configuration."),
    NOT_FOUND("NotFound", 404, "Not found."),
    NOT_IMPLEMENTED("NotImplemented", 501, "This operation or header is not implemented yet."),
    NOT_MODIFIED("NotModified", 304, "Not modified."),
    OBJECT_LOCK_CONFIGURATION_NOT_FOUND(
            "ObjectLockConfigurationNotFoundError", 404, "The bucket has no object lock configuration."),
    OWNERSHIP_CONTROLS_NOT_FOUND("OwnershipControlsNotFoundError", 404, "The bucket has no ownership controls."),
    PERMANENT_REDIRECT("PermanentRedirect", 301, "Address the bucket at the endpoint given."),
    PRECONDITION_FAILED("PreconditionFailed", 412, "At least one of the preconditions you specified did not hold."),
    REPLICATION_CONFIGURATION_NOT_FOUND(
            "ReplicationConfigurationNotFoundError", 404, "The bucket has no replication configuration."),
    REQUEST_HEADER_SECTION_TOO_LARGE(
            "RequestHeaderSectionTooLarge", 400, "The request line and headers are larger than allowed."),
    REQUEST_TIMEOUT("RequestTimeout", 400, "The connection was silent for too long while the request was read."),
    REQUEST_TIME_TOO_SKEWED(
            "RequestTimeTooSkewed", 403, "The request's time differs from the server's by more than 15 minutes."),
    SERVER_SIDE_ENCRYPTION_CONFIGURATION_NOT_FOUND(
            "ServerSideEncryptionConfigurationNotFoundError", 404, "The bucket has no encryption configuration."),
    SERVICE_UNAVAILABLE("ServiceUnavailable", 503, "The service cannot answer now; retry later."),
    SIGNATURE_DOES_NOT_MATCH(
            "SignatureDoesNotMatch", 403, "The signature computed here differs: check the secret key and the signing."),
    SLOW_DOWN("SlowDown", 503, "Too many requests at once; slow down and retry."),
    TOO_MANY_BUCKETS("TooManyBuckets", 400, "The limit of buckets is reached."),
    UNEXPECTED_CONTENT("UnexpectedContent", 400, "This request does not take a body."),
    UNAUTHORIZED("Unauthorized", 401, "Send a valid X-Api-Key, or sign the request."),
    UNRESOLVABLE_GRANT("UnresolvableGrantByEmailAddress", 400, "No user has the e-mail address given."),
    X_AMZ_CONTENT_SHA256_MISMATCH(
            "XAmzContentSHA256Mismatch", 400, "The x-amz-content-sha256 given is not that of the bytes received."),
    ENTITY_ALREADY_EXISTS("EntityAlreadyExists", 409, "A user or key of this name exists already."),
    NO_SUCH_ENTITY("NoSuchEntity", 404, "No user or key has this name.");

    private final String code;
    private final int status;
    private final String message;

    ErrorCode(String code, int status, String message) {
        this.code = code;
        this.status = status;
        this.message = message;
    }

    /** The name of the error on the wire, as in {@code <Code>NoSuchKey</Code>}. */
    public String code() {
        return code;
    }

    /** The HTTP status that goes with it. */
    public int status() {
        return status;
    }

    /** What a client reads when the place that failed has nothing more exact to say. */
    public String message() {
        return message;
    }
}
