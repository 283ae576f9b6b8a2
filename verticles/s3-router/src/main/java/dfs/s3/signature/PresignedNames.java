package dfs.s3.signature;

/** The names that a signature in the query consists of. */
final class PresignedNames {

    static final String ALGORITHM = "X-Amz-Algorithm";
    static final String CREDENTIAL = "X-Amz-Credential";
    static final String DATE = "X-Amz-Date";
    static final String EXPIRES = "X-Amz-Expires";
    static final String SIGNED_HEADERS = "X-Amz-SignedHeaders";
    static final String SIGNATURE = "X-Amz-Signature";
    static final String CONTENT_SHA256 = "X-Amz-Content-Sha256";
    static final String SECURITY_TOKEN = "X-Amz-Security-Token";

    private PresignedNames() {}
}
