package dfs.s3.signature;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.s3.call.QueryParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Finds out how a request says who sent it, and checks what both ways of saying it have in common.
 *
 * @param regions which regions a signature may name
 */
record ClaimReader(RegionRule regions) {

    /** How far a client's clock may be off. */
    static final Duration SKEW_MAX = Duration.ofMinutes(15);

    private static final String TOKEN_HEADER = "x-amz-security-token";

    Claim read(RequestHead head, Instant now) {
        String authorization = head.headers().first("authorization").orElse("").strip();
        QueryParameters query =
                mayBePresigned(head.rawQuery()) ? QueryParameters.parse(head.rawQuery()) : QueryParameters.NONE;
        boolean isPresigned = query.has(PresignedNames.ALGORITHM)
                || query.has(PresignedNames.SIGNATURE)
                || query.has(PresignedNames.CREDENTIAL);
        boolean isPresignedTheOldWay = query.has("AWSAccessKeyId") && query.has("Signature");
        if (!authorization.isEmpty() && (isPresigned || isPresignedTheOldWay)) {
            throw S3Error.of(
                            ErrorCode.INVALID_ARGUMENT,
                            "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query"
                                    + " string parameter or the Authorization header should be specified")
                    .with("ArgumentName", "Authorization")
                    .with("ArgumentValue", authorization)
                    .failure();
        }
        if (isPresignedTheOldWay) {
            throw oldSignature();
        }
        if (isPresigned) {
            return checkCover(new QueryClaim(regions).read(head, query, now));
        }
        return authorization.isEmpty()
                ? new Claim.Unsigned()
                : checkCover(new HeaderClaim(regions).read(head, authorization, now));
    }

    /** The refusal of Signature Version 2, which clients so configured meet on every request. */
    static S3Failure oldSignature() {
        return new S3Failure(
                ErrorCode.INVALID_REQUEST,
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256:"
                        + " configure the client for Signature Version 4 (s3v4), in boto3 with"
                        + " Config(signature_version=\"s3v4\"), which presigned URLs need too.");
    }

    /** The refusal of temporary credentials, which nobody here gives out. */
    static S3Failure temporaryCredentials() {
        return new S3Failure(
                ErrorCode.INVALID_TOKEN,
                "Temporary credentials (X-Amz-Security-Token) are not supported: sign with an access key of a user.");
    }

    /** The names of a list of signed headers; of one repeated the first, or a short head would stand for a long text to sign. */
    static List<String> signedHeaders(String list) {
        return Arrays.stream(list.split(";", -1))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(Predicate.not(String::isEmpty))
                .distinct()
                .toList();
    }

    /** Whether a query is worth parsing for a signature. */
    private static boolean mayBePresigned(String rawQuery) {
        return rawQuery.contains("X-Amz-") || rawQuery.contains("Signature");
    }

    /** Refuses a signature that leaves out the host or a header that means something to S3: both could be added later. */
    private static Claim.Signed checkCover(Claim.Signed claim) {
        TreeSet<String> notSigned = new TreeSet<>();
        if (!claim.signedHeaders().contains("host")) {
            notSigned.add("host");
        }
        for (String sent : claim.head().headers().names()) {
            String name = sent.toLowerCase(Locale.ROOT);
            if (name.startsWith("x-amz-") && !claim.signedHeaders().contains(name)) {
                notSigned.add(name);
            }
        }
        if (!notSigned.isEmpty()) {
            throw S3Error.of(ErrorCode.ACCESS_DENIED, "There were headers present in the request which were not signed")
                    .with("HeadersNotSigned", String.join(", ", notSigned))
                    .failure();
        }
        if (!claim.head().headers().all(TOKEN_HEADER).isEmpty()) {
            throw temporaryCredentials();
        }
        return claim;
    }
}
