package dfs.s3.access;

import dfs.core.auth.Principal;
import dfs.s3.form.FormFields;
import dfs.s3.form.SizeRange;
import java.time.Instant;

/** Proves who sent a form, by the policy that it carries. */
@FunctionalInterface
public interface FormProof {

    /**
     * Proves, and checks that the form keeps its policy. Blocks while the credential is looked up.
     *
     * @param bucket the bucket addressed
     * @throws dfs.core.error.S3Failure with S3's code where a policy is given and proves nobody, or is not kept
     */
    Proof prove(FormFields fields, String bucket, Instant now);

    /**
     * Who sent a form, and what its policy says of the file.
     *
     * @param principal who; nobody where the form has no policy
     * @param sizes how large the file may be
     */
    record Proof(Principal principal, SizeRange sizes) {}
}
