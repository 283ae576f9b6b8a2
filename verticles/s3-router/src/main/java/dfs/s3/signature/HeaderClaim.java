package dfs.s3.signature;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a claim out of the {@code Authorization} header.
 *
 * @param regions which regions a signature may name
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html">Authenticating
 *     requests: using the authorization header</a>
 */
record HeaderClaim(RegionRule regions) {

    Claim.Signed read(RequestHead head, String authorization, Instant now) {
        int space = authorization.indexOf(' ');
        String scheme = space < 0 ? authorization : authorization.substring(0, space);
        checkScheme(scheme, authorization);
        Map<String, String> fields = fields(space < 0 ? "" : authorization.substring(space + 1));
        String credentialText = fields.getOrDefault("Credential", "");
        List<String> signedHeaders = ClaimReader.signedHeaders(fields.getOrDefault("SignedHeaders", ""));
        String signature = fields.getOrDefault("Signature", "");
        if (credentialText.isEmpty() || signedHeaders.isEmpty() || signature.isEmpty()) {
            throw malformed("the authorization header requires three components: Credential, SignedHeaders, and"
                            + " Signature.")
                    .failure();
        }
        CredentialText credential = credential(credentialText);
        Instant time = time(head.headers());
        if (!credential.scope().date().equals(AmzTime.day(time))) {
            throw malformed("Invalid credential date \"" + credential.scope().date()
                            + "\". This date is not the same as X-Amz-Date: \"" + AmzTime.day(time) + "\".")
                    .failure();
        }
        checkSkew(time, now);
        String payloadHash = head.headers()
                .first(Payload.HEADER)
                .map(String::strip)
                .orElseThrow(() -> new S3Failure(
                        ErrorCode.INVALID_REQUEST, "Missing required header for this request: " + Payload.HEADER));
        return new Claim.Signed(
                head, credential.accessKeyId(), credential.scope(), time, signedHeaders, signature, payloadHash, false);
    }

    private static void checkScheme(String scheme, String authorization) {
        switch (scheme) {
            case SignatureVerifier.ALGORITHM -> {}
            case "AWS" -> throw ClaimReader.oldSignature();
            case "AWS4-ECDSA-P256-SHA256" ->
                throw new S3Failure(
                        ErrorCode.NOT_IMPLEMENTED,
                        "Signature Version 4A is not implemented: sign with AWS4-HMAC-SHA256.");
            default ->
                throw S3Error.of(ErrorCode.INVALID_ARGUMENT, "Unsupported Authorization Type")
                        .with("ArgumentName", "Authorization")
                        .with("ArgumentValue", authorization)
                        .failure();
        }
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String field : text.split(",", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(
                        field.substring(0, equals).strip(),
                        field.substring(equals + 1).strip());
            }
        }
        return fields;
    }

    private CredentialText credential(String text) {
        CredentialText credential = CredentialText.parse(text)
                .orElseThrow(() -> malformed("the Credential is mal-formed; expecting " + CredentialText.SHAPE + ".")
                        .failure());
        Optional<String> complaint = credential.complaint(regions);
        if (complaint.isPresent()) {
            S3Error error = malformed(complaint.get());
            throw (regions.accepts(credential.scope().region()) ? error : error.with("Region", regions.own()))
                    .failure();
        }
        return credential;
    }

    private static S3Error malformed(String what) {
        return S3Error.of(ErrorCode.AUTHORIZATION_HEADER_MALFORMED, "The authorization header is malformed; " + what);
    }

    /** When the request was signed: {@code x-amz-date}, or {@code Date} where that is not sent. */
    private static Instant time(HeaderSource headers) {
        return headers.first("x-amz-date")
                .or(() -> headers.first("date"))
                .map(String::strip)
                .flatMap(AmzTime::parseAny)
                .orElseThrow(() -> new S3Failure(
                        ErrorCode.ACCESS_DENIED, "AWS authentication requires a valid Date or x-amz-date header"));
    }

    private static void checkSkew(Instant time, Instant now) {
        if (Duration.between(time, now).abs().compareTo(ClaimReader.SKEW_MAX) > 0) {
            throw S3Error.of(
                            ErrorCode.REQUEST_TIME_TOO_SKEWED,
                            "The difference between the request time and the current time is too large.")
                    .with("RequestTime", AmzTime.format(time))
                    .with("ServerTime", now.toString())
                    .with("MaxAllowedSkewMilliseconds", Long.toString(ClaimReader.SKEW_MAX.toMillis()))
                    .failure();
        }
    }
}
