package dfs.s3.signature;

import dfs.core.auth.Secret;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies AWS Signature Version 4, in the {@code Authorization} header and in the query. Safe for several threads; it
 * remembers derived signing keys, and nothing else.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html">Authenticating requests
 *     (AWS Signature Version 4)</a>
 */
public final class SignatureVerifier {

    /** The only algorithm of signatures. */
    static final String ALGORITHM = "AWS4-HMAC-SHA256";

    private final ClaimReader claims;
    private final SigningKeys keys = new SigningKeys();

    /**
     * A verifier for a node of this region; clients that were told no region sign for us-east-1, which is accepted too. A node of
     * us-east-1 accepts any.
     */
    public SignatureVerifier(String region) {
        this.claims = new ClaimReader(new RegionRule(region));
    }

    /**
     * Reads what a request says of who sent it, and checks all that needs no secret: form, scope, times, headers covered.
     *
     * @throws dfs.core.error.S3Failure with S3's code where the claim is malformed, expired or not supported
     */
    public Claim read(RequestHead head, Instant now) {
        return claims.read(head, now);
    }

    /**
     * Proves a claim with the secret of its access key.
     *
     * @return how the body is protected
     * @throws dfs.core.error.S3Failure {@code SignatureDoesNotMatch}, with what was signed here as details
     */
    public Payload verify(Claim.Signed claim, Secret secret) {
        SecretKeySpec key = keys.derive(secret, claim.scope());
        String path = CanonicalRequest.path(claim.head().rawPath());
        if (!isSigned(claim, key, path)) {
            String rawPath = claim.head().rawPath();
            // A client may have signed its path as it sent it, though it encodes other characters than S3 says.
            if (rawPath.equals(path) || !isSigned(claim, key, rawPath)) {
                throw mismatch(claim, path).failure();
            }
        }
        return Payload.of(
                claim.payloadHash(), () -> new ChunkSignatures(key, claim.time(), claim.scope(), claim.signature()));
    }

    /** Verifies the signatures of form policies, with the same keys and for the same regions. */
    public PolicySignature policies(boolean acceptsVersion2) {
        return new PolicySignature(keys, claims.regions(), acceptsVersion2);
    }

    /** The error for an access key that is not known or does not work. */
    public static S3Error unknownKey(String accessKeyId) {
        return S3Error.of(
                        ErrorCode.INVALID_ACCESS_KEY_ID,
                        "The AWS Access Key Id you provided does not exist in our records.")
                .with("AWSAccessKeyId", accessKeyId);
    }

    private static boolean isSigned(Claim.Signed claim, SecretKeySpec key, String path) {
        for (byte[] form : forms(CanonicalRequest.write(claim, path))) {
            if (Hmac.isSame(Hmac.hex(key, stringToSign(claim, form)), claim.signature())) {
                return true;
            }
        }
        return false;
    }

    /**
     * The bytes that a canonical request may stand for. Headers come here as Latin-1, one character a byte: a client signed
     * either the bytes it sent, or characters of Latin-1 encoded in UTF-8.
     */
    private static List<byte[]> forms(String canonical) {
        byte[] asSent = canonical.getBytes(StandardCharsets.ISO_8859_1);
        return canonical.chars().allMatch(c -> c < 0x80)
                ? List.of(asSent)
                : List.of(asSent, canonical.getBytes(StandardCharsets.UTF_8));
    }

    private static String stringToSign(Claim.Signed claim, byte[] canonical) {
        return ALGORITHM + "\n" + AmzTime.format(claim.time()) + "\n"
                + claim.scope().text() + "\n" + Hmac.sha256(canonical);
    }

    private static S3Error mismatch(Claim.Signed claim, String path) {
        String canonical = CanonicalRequest.write(claim, path);
        byte[] canonicalBytes = canonical.getBytes(StandardCharsets.ISO_8859_1);
        String stringToSign = stringToSign(claim, canonicalBytes);
        HexFormat spaced = HexFormat.ofDelimiter(" ");
        return S3Error.of(
                        ErrorCode.SIGNATURE_DOES_NOT_MATCH,
                        "The request signature we calculated does not match the signature you provided. Check your key"
                                + " and signing method.")
                .with("AWSAccessKeyId", claim.accessKeyId())
                .with("StringToSign", stringToSign)
                .with("SignatureProvided", claim.signature())
                .with("StringToSignBytes", spaced.formatHex(Hmac.utf8(stringToSign)))
                .with("CanonicalRequest", canonical)
                .with("CanonicalRequestBytes", spaced.formatHex(canonicalBytes));
    }
}
