package dfs.s3.access;

import dfs.core.auth.Principal;
import dfs.protocol.access.Identities;
import dfs.protocol.access.SigningKey;
import dfs.s3.form.FormFields;
import dfs.s3.form.PostPolicy;
import dfs.s3.form.SizeRange;
import dfs.s3.signature.PolicySignature;
import dfs.s3.signature.PolicySignature.PolicyClaim;
import dfs.s3.signature.SignatureVerifier;
import java.time.Instant;
import java.util.Optional;

/**
 * Proves forms by the signature of their policy.
 *
 * @param signatures verifies signatures
 * @param identities finds who owns a credential
 */
public record FormAuthenticator(PolicySignature signatures, Identities identities) implements FormProof {

    @Override
    public Proof prove(FormFields fields, String bucket, Instant now) {
        Optional<PolicyClaim> claim = signatures.read(fields::get);
        if (claim.isEmpty()) {
            return new Proof(new Principal.Anonymous(), SizeRange.ANY);
        }
        String accessKeyId = claim.get().accessKeyId();
        SigningKey key = identities
                .findSigningKey(accessKeyId)
                .orElseThrow(() -> SignatureVerifier.unknownKey(accessKeyId).failure());
        signatures.verify(claim.get(), key.secret());
        PostPolicy policy = PostPolicy.parse(claim.get().policy());
        policy.check(fields, bucket, now);
        return new Proof(key.principal(), policy.sizes());
    }
}
