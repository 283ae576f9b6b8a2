package dfs.s3.access;

import dfs.core.auth.Principal;
import dfs.core.auth.Secret;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.protocol.access.Identities;
import dfs.protocol.access.SigningKey;
import dfs.s3.call.S3Request;
import dfs.s3.chunked.ChunkedHead;
import dfs.s3.headers.HeaderText;
import dfs.s3.signature.Claim;
import dfs.s3.signature.Payload;
import dfs.s3.signature.PresignedHeaders;
import dfs.s3.signature.RequestHead;
import dfs.s3.signature.SignatureVerifier;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Proves who sent a request: by an AWS signature, by an API key, or nobody. */
public final class Authenticator {

    private static final String API_KEY = "X-Api-Key";

    private final SignatureVerifier verifier;
    private final Identities identities;

    /** Verifies signatures with {@code verifier} and finds who owns a credential with {@code identities}. */
    public Authenticator(SignatureVerifier verifier, Identities identities) {
        this.verifier = verifier;
        this.identities = identities;
    }

    /**
     * Who sent a request, and how its body is protected.
     *
     * @param request what was asked: the request, and of a presigned URL what it says in its query in the place of headers
     * @param principal who
     * @param payload how
     * @param chunkedHead what the head says of the body's chunks, where it comes in chunks
     * @param isSigned whether an AWS signature proved it; response headers may then be overridden
     */
    public record Proof(
            S3Request request,
            Principal principal,
            Payload payload,
            Optional<ChunkedHead> chunkedHead,
            boolean isSigned) {}

    /**
     * Proves. Blocks while the credential is looked up.
     *
     * @throws S3Failure with S3's code where a credential is given and proves nobody
     */
    public Proof prove(S3Request request) {
        MultiMapHeaders headers = new MultiMapHeaders(request.headers());
        RequestHead head = new RequestHead(request.method(), request.rawPath(), request.rawQuery(), headers);
        return switch (verifier.read(head, Instant.ofEpochMilli(request.receivedMillis()))) {
            case Claim.Signed signed -> {
                SigningKey key = identities
                        .findSigningKey(signed.accessKeyId())
                        .orElseThrow(() -> S3Error.of(ErrorCode.INVALID_ACCESS_KEY_ID)
                                .with("AWSAccessKeyId", signed.accessKeyId())
                                .failure());
                Payload payload = verifier.verify(signed, key.secret());
                yield proof(signed.isPresigned() ? asMeant(request) : request, key.principal(), payload, true);
            }
            case Claim.Unsigned unsigned -> proof(request, byApiKey(request), Payload.ofUnsigned(headers), false);
        };
    }

    /** A request whose query is proven, with the headers that stand in it; one that is sent as a header is signed too, and counts. */
    private static S3Request asMeant(S3Request request) {
        Map<String, String> inQuery = PresignedHeaders.meant(request.query());
        inQuery.keySet().removeIf(request::hasHeader);
        if (inQuery.isEmpty()) {
            return request;
        }
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(request.headers());
        inQuery.forEach((name, value) -> headers.add(name, HeaderText.value(name, value)));
        return request.withHeaders(headers);
    }

    private Principal byApiKey(S3Request request) {
        Optional<String> token = request.header(API_KEY);
        if (token.isEmpty()) {
            return new Principal.Anonymous();
        }
        return identities
                .findByApiToken(Secret.of(token.get()))
                .orElseThrow(() ->
                        new S3Failure(ErrorCode.INVALID_ACCESS_KEY_ID, "The API key is not known or is disabled."));
    }

    private static Proof proof(S3Request request, Principal principal, Payload payload, boolean isSigned) {
        Optional<ChunkedHead> chunkedHead = payload instanceof Payload.Streaming
                ? Optional.of(ChunkedHead.parse(new MultiMapHeaders(request.headers())))
                : Optional.empty();
        return new Proof(request, principal, payload, chunkedHead, isSigned);
    }
}
