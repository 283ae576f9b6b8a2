package dfs.s3.signature;

import java.time.Instant;
import java.util.List;

/** What a request says of who sent it, before it is proven. */
public sealed interface Claim {

    /** Nothing: it carries no signature. */
    record Unsigned() implements Claim {}

    /**
     * That the owner of an access key signed it.
     *
     * @param head what was signed
     * @param accessKeyId the access key
     * @param scope what the signature is good for
     * @param time when it was signed
     * @param signedHeaders names of the headers covered, in lower case, in the order given
     * @param signature hexadecimal, as sent
     * @param payloadHash what stands for the body in the signature: a SHA-256 in hexadecimal or a constant
     * @param isPresigned whether the signature came in the query
     */
    record Signed(
            RequestHead head,
            String accessKeyId,
            CredentialScope scope,
            Instant time,
            List<String> signedHeaders,
            String signature,
            String payloadHash,
            boolean isPresigned)
            implements Claim {
        /** Copies the list. */
        public Signed {
            signedHeaders = List.copyOf(signedHeaders);
        }
    }
}
