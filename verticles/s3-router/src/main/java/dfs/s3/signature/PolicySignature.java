package dfs.s3.signature;

import dfs.core.auth.Secret;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies the signature of a form's policy document: Signature Version 4, or the older HMAC-SHA1 over the policy. Safe for
 * several threads.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-UsingHTTPPOST.html">Authenticating requests in
 *     browser-based uploads using POST</a>
 */
public final class PolicySignature {

    private final SigningKeys keys;
    private final RegionRule regions;
    private final boolean acceptsVersion2;

    PolicySignature(SigningKeys keys, RegionRule regions, boolean acceptsVersion2) {
        this.keys = keys;
        this.regions = regions;
        this.acceptsVersion2 = acceptsVersion2;
    }

    /** Who is said to have signed a policy, and how. */
    public sealed interface PolicyClaim {

        /** The access key. */
        String accessKeyId();

        /** What was signed: the policy in base64. */
        String policy();

        /** Signature Version 4. */
        record Version4(String accessKeyId, CredentialScope scope, String policy, String signature)
                implements PolicyClaim {}

        /** The older signature, base64 of an HMAC-SHA1. */
        record Version2(String accessKeyId, String policy, String signature) implements PolicyClaim {}
    }

    /**
     * Reads the claim of a form; empty where the form has no policy and no signature.
     *
     * @param field finds a field's value by its name in lower case
     * @throws S3Failure {@code InvalidArgument} where a field is missing, {@code AccessDenied} and others where the claim
     *     is malformed
     */
    public Optional<PolicyClaim> read(Function<String, Optional<String>> field) {
        Optional<String> policy = field.apply("policy");
        Optional<String> version4 = field.apply("x-amz-signature");
        Optional<String> version2 = field.apply("signature");
        boolean isSigned = version4.isPresent()
                || version2.isPresent()
                || field.apply("x-amz-credential").isPresent()
                || field.apply("awsaccesskeyid").isPresent();
        if (policy.isEmpty() && !isSigned) {
            return Optional.empty();
        }
        String document = needed("policy", policy);
        if (version4.isPresent() || field.apply("x-amz-algorithm").isPresent()) {
            return Optional.of(version4(document, field));
        }
        String accessKeyId = needed("AWSAccessKeyId", field.apply("awsaccesskeyid"));
        String signature = needed("signature", version2);
        if (!acceptsVersion2) {
            throw ClaimReader.oldSignature();
        }
        return Optional.of(new PolicyClaim.Version2(accessKeyId, document, signature));
    }

    /**
     * Proves a claim.
     *
     * @throws S3Failure {@code SignatureDoesNotMatch}
     */
    public void verify(PolicyClaim claim, Secret secret) {
        boolean isSame = switch (claim) {
            case PolicyClaim.Version4 sent ->
                Hmac.isSame(Hmac.hex(keys.derive(secret, sent.scope()), sent.policy()), sent.signature());
            case PolicyClaim.Version2 sent -> {
                SecretKeySpec key = new SecretKeySpec(Hmac.utf8(secret.reveal()), Hmac.SHA1);
                String computed = Base64.getEncoder().encodeToString(Hmac.bytes(key, sent.policy()));
                yield Hmac.isSame(computed, sent.signature());
            }
        };
        if (!isSame) {
            throw S3Error.of(
                            ErrorCode.SIGNATURE_DOES_NOT_MATCH,
                            "The request signature we calculated does not match the signature you provided. Check your"
                                    + " key and signing method.")
                    .with("AWSAccessKeyId", claim.accessKeyId())
                    .with("StringToSign", claim.policy())
                    .failure();
        }
    }

    private PolicyClaim version4(String policy, Function<String, Optional<String>> field) {
        String algorithm = needed("X-Amz-Algorithm", field.apply("x-amz-algorithm"));
        if (!algorithm.equals(SignatureVerifier.ALGORITHM)) {
            throw S3Error.of(ErrorCode.INVALID_ARGUMENT, "X-Amz-Algorithm must be AWS4-HMAC-SHA256.")
                    .with("ArgumentName", "X-Amz-Algorithm")
                    .with("ArgumentValue", algorithm)
                    .failure();
        }
        String text = needed("X-Amz-Credential", field.apply("x-amz-credential"));
        Optional<CredentialText> credential = CredentialText.parse(text);
        String complaint = credential
                .map(parsed -> parsed.complaint(regions).orElse(""))
                .orElse("the Credential is mal-formed; expecting " + CredentialText.SHAPE + ".");
        if (!complaint.isEmpty() || credential.isEmpty()) {
            throw S3Error.of(ErrorCode.INVALID_ARGUMENT, "Error parsing the X-Amz-Credential form field; " + complaint)
                    .with("ArgumentName", "X-Amz-Credential")
                    .with("ArgumentValue", text)
                    .failure();
        }
        String date = needed("X-Amz-Date", field.apply("x-amz-date"));
        if (!date.startsWith(credential.get().scope().date())) {
            throw new S3Failure(
                    ErrorCode.INVALID_ARGUMENT, "The date of X-Amz-Credential is not the same as that of X-Amz-Date.");
        }
        if (field.apply("x-amz-security-token").isPresent()) {
            throw ClaimReader.temporaryCredentials();
        }
        return new PolicyClaim.Version4(
                credential.get().accessKeyId(),
                credential.get().scope(),
                policy,
                needed("X-Amz-Signature", field.apply("x-amz-signature")));
    }

    private static String needed(String name, Optional<String> value) {
        return value.orElseThrow(() -> S3Error.of(
                        ErrorCode.INVALID_ARGUMENT,
                        "Bucket POST must contain a field named '" + name + "'.  If it is specified, please check the"
                                + " order of the fields.")
                .with("ArgumentName", name)
                .with("ArgumentValue", "")
                .failure());
    }
}
