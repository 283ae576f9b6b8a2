package dfs.s3.signature;

import dfs.core.auth.Secret;
import java.time.Instant;

/**
 * Verifies AWS Signature Version 4, in the {@code Authorization} header and in the query. Safe for several threads; it
 * remembers derived signing keys, and nothing else.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html">Authenticating requests
 *     (AWS Signature Version 4)</a>
 */
public final class SignatureVerifier {

    /** A verifier for a node of this region; clients that were told no region sign for us-east-1, which is accepted too. */
    public SignatureVerifier(String region) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads what a request says of who sent it, and checks all that needs no secret: form, scope, times, headers covered.
     *
     * @throws dfs.core.error.S3Failure with S3's code where the claim is malformed, expired or not supported
     */
    public Claim read(RequestHead head, Instant now) {
        throw new UnsupportedOperationException();
    }

    /**
     * Proves a claim with the secret of its access key.
     *
     * @return how the body is protected
     * @throws dfs.core.error.S3Failure {@code SignatureDoesNotMatch}, with what was signed here as details
     */
    public Payload verify(Claim.Signed claim, Secret secret) {
        throw new UnsupportedOperationException();
    }
}
