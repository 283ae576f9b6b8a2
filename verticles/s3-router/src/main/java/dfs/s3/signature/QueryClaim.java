package dfs.s3.signature;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.s3.call.QueryParameters;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads a claim out of the query of a presigned URL.
 *
 * @param regions which regions a signature may name
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html">Authenticating requests: using
 *     query parameters</a>
 */
record QueryClaim(RegionRule regions) {

    /** The longest a presigned URL may be good for: a week, as long as a signing key is. */
    private static final long EXPIRES_SECONDS_MAX = 604_800;

    private static final List<String> NEEDED = List.of(
            PresignedNames.ALGORITHM,
            PresignedNames.CREDENTIAL,
            PresignedNames.SIGNATURE,
            PresignedNames.DATE,
            PresignedNames.SIGNED_HEADERS,
            PresignedNames.EXPIRES);

    Claim.Signed read(RequestHead head, QueryParameters query, Instant now) {
        checkAlgorithm(query.textOf(PresignedNames.ALGORITHM));
        for (String name : NEEDED) {
            if (query.textOf(name).isEmpty()) {
                throw wrong("Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential,"
                                + " X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.")
                        .failure();
            }
        }
        if (query.has(PresignedNames.SECURITY_TOKEN)) {
            throw ClaimReader.temporaryCredentials();
        }
        CredentialText credential = credential(query.textOf(PresignedNames.CREDENTIAL));
        Instant time = AmzTime.parseLong(query.textOf(PresignedNames.DATE))
                .orElseThrow(() -> wrong("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
                        .failure());
        if (!credential.scope().date().equals(AmzTime.day(time))) {
            throw wrong("Invalid credential date \"" + credential.scope().date()
                            + "\". This date is not the same as X-Amz-Date: \"" + AmzTime.day(time) + "\".")
                    .failure();
        }
        checkTimes(time, expiresSeconds(query.textOf(PresignedNames.EXPIRES)), now);
        return new Claim.Signed(
                head,
                credential.accessKeyId(),
                credential.scope(),
                time,
                ClaimReader.signedHeaders(query.textOf(PresignedNames.SIGNED_HEADERS)),
                query.textOf(PresignedNames.SIGNATURE),
                query.get(PresignedNames.CONTENT_SHA256)
                        .or(() -> head.headers().first(Payload.HEADER))
                        .map(String::strip)
                        .orElse(Payload.UNSIGNED),
                true);
    }

    private static void checkAlgorithm(String algorithm) {
        if (algorithm.equals("AWS4-ECDSA-P256-SHA256")) {
            throw new S3Failure(
                    ErrorCode.NOT_IMPLEMENTED, "Signature Version 4A is not implemented: sign with AWS4-HMAC-SHA256.");
        }
        if (!algorithm.isEmpty() && !algorithm.equals(SignatureVerifier.ALGORITHM)) {
            throw wrong("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"").failure();
        }
    }

    private CredentialText credential(String text) {
        CredentialText credential = CredentialText.parse(text)
                .orElseThrow(() -> wrong("Error parsing the X-Amz-Credential parameter; the Credential is mal-formed;"
                                + " expecting " + CredentialText.SHAPE + ".")
                        .failure());
        Optional<String> complaint = credential.complaint(regions);
        if (complaint.isPresent()) {
            S3Error error = wrong("Error parsing the X-Amz-Credential parameter; " + complaint.get());
            throw (regions.accepts(credential.scope().region()) ? error : error.with("Region", regions.own()))
                    .failure();
        }
        return credential;
    }

    private static long expiresSeconds(String text) {
        long seconds;
        try {
            seconds = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw wrong("X-Amz-Expires should be a number").failure();
        }
        if (seconds < 0) {
            throw new S3Failure(ErrorCode.EXPIRES_OUT_OF_RANGE, "X-Amz-Expires must be non-negative");
        }
        if (seconds > EXPIRES_SECONDS_MAX) {
            throw new S3Failure(
                    ErrorCode.EXPIRES_OUT_OF_RANGE,
                    "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less"
                            + " than 604800 seconds");
        }
        return seconds;
    }

    private static void checkTimes(Instant time, long expiresSeconds, Instant now) {
        if (time.isAfter(now.plus(ClaimReader.SKEW_MAX))) {
            throw S3Error.of(ErrorCode.ACCESS_DENIED, "Request is not yet valid")
                    .with("X-Amz-Date", AmzTime.format(time))
                    .with("ServerTime", now.toString())
                    .failure();
        }
        Instant end = time.plusSeconds(expiresSeconds);
        if (!now.isBefore(end)) {
            throw S3Error.of(ErrorCode.EXPIRED_PRESIGNED_REQUEST)
                    .with("X-Amz-Expires", Long.toString(expiresSeconds))
                    .with("Expires", end.toString())
                    .with("ServerTime", now.toString())
                    .failure();
        }
    }

    private static S3Error wrong(String message) {
        return S3Error.of(ErrorCode.AUTHORIZATION_QUERY_PARAMETERS_ERROR, message);
    }
}
