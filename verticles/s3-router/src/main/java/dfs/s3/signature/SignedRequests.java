package dfs.s3.signature;

import dfs.core.auth.Principal;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.protocol.access.Identities;
import dfs.protocol.access.SignatureCheck;
import dfs.protocol.access.SigningKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Proves who signed requests of other surfaces than S3, whose bodies are small and here as a whole. */
public final class SignedRequests implements SignatureCheck {

    private final SignatureVerifier verifier;
    private final Identities identities;

    /** Finds keys in {@code identities}, and verifies with {@code verifier}. */
    public SignedRequests(SignatureVerifier verifier, Identities identities) {
        this.verifier = verifier;
        this.identities = identities;
    }

    @Override
    public Principal.Known prove(SignedRequest request) {
        RequestHead head =
                new RequestHead(request.method(), request.rawPath(), request.rawQuery(), new Sent(request.headers()));
        return switch (verifier.read(head, Instant.ofEpochMilli(request.receivedMillis()))) {
            case Claim.Unsigned() -> throw new S3Failure(ErrorCode.UNAUTHORIZED);
            case Claim.Signed claim -> {
                SigningKey key = identities
                        .findSigningKey(claim.accessKeyId())
                        .orElseThrow(() -> SignatureVerifier.unknownKey(claim.accessKeyId())
                                .failure());
                checkBody(verifier.verify(claim, key.secret()), request);
                yield key.principal();
            }
        };
    }

    /** A body must be covered by the signature, or somebody on the way may have put it there. */
    private static void checkBody(Payload payload, SignedRequest request) {
        boolean isCovered = switch (payload) {
            case Payload.Hashed(String sha256) ->
                Hmac.isSame(Hmac.sha256(request.body().array()), sha256);
            case Payload.Unsigned() -> request.body().length() == 0;
            case Payload.Streaming streaming -> false;
        };
        if (!isCovered) {
            throw new S3Failure(
                    ErrorCode.X_AMZ_CONTENT_SHA256_MISMATCH,
                    "Sign the body: x-amz-content-sha256 must be the SHA-256 of the body sent.");
        }
    }

    /** The headers of a request as a signature looks at them. */
    private record Sent(List<Header> headers) implements HeaderSource {

        @Override
        public Collection<String> names() {
            return headers.stream().map(Header::name).toList();
        }

        @Override
        public List<String> all(String name) {
            return headers.stream()
                    .filter(header -> header.name().equalsIgnoreCase(name))
                    .map(Header::value)
                    .toList();
        }
    }
}
