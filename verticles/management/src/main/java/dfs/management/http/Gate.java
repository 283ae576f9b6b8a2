package dfs.management.http;

import dfs.core.Bytes;
import dfs.core.auth.Action;
import dfs.core.auth.Principal;
import dfs.core.auth.RequestContext;
import dfs.core.auth.Resource;
import dfs.core.auth.Secret;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.protocol.Bus;
import dfs.protocol.access.Authorize;
import dfs.protocol.access.Identities;
import dfs.protocol.access.SignatureCheck;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Lets callers in: proves who they are by the credential they send, and asks policy whether they may. */
public final class Gate {

    private static final String API_KEY = "X-Api-Key";
    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "Bearer ";
    private static final String SIGV4 = "AWS4-HMAC-SHA256";
    private static final String QUERY_SIGNATURE = "X-Amz-Signature=";

    private final Bus bus;
    private final Identities identities;
    private final SignatureCheck signatures;

    /** Asks policy over {@code bus}. */
    public Gate(Bus bus, Identities identities, SignatureCheck signatures) {
        this.bus = bus;
        this.identities = identities;
        this.signatures = signatures;
    }

    /** Lets a request to an operation in, or fails with Unauthorized or AccessDenied. Blocks. */
    Principal admit(Access access, HttpServerRequest request, Buffer body, RequestContext context) {
        return switch (access) {
            case Access.Public() -> new Principal.Anonymous();
            case Access.SignedIn() -> prove(request, body, context);
            case Access.Allowed(Action action) -> {
                Principal principal = prove(request, body, context);
                Authorize.Admission admission = bus.ask(new Authorize(principal, action, Resource.SERVICE, context));
                if (admission.bucket().isPresent()) {
                    throw new IllegalStateException("the service is no bucket");
                }
                yield principal;
            }
        };
    }

    private Principal prove(HttpServerRequest request, Buffer body, RequestContext context) {
        MultiMap headers = request.headers();
        Optional<String> authorization = Optional.ofNullable(headers.get(AUTHORIZATION));
        Optional<String> apiKey = Optional.ofNullable(headers.get(API_KEY))
                .or(() -> authorization
                        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                        .map(value -> value.substring(BEARER.length()).strip()));
        if (apiKey.isPresent()) {
            return identities
                    .findByApiToken(Secret.of(apiKey.get()))
                    .orElseThrow(() ->
                            new S3Failure(ErrorCode.UNAUTHORIZED, "The API key is not known here, or it is disabled."));
        }
        boolean isSigned =
                authorization.filter(value -> value.startsWith(SIGV4)).isPresent()
                        || (request.query() != null && request.query().contains(QUERY_SIGNATURE));
        if (isSigned) {
            return signatures.prove(asSigned(request, body, context));
        }
        throw new S3Failure(ErrorCode.UNAUTHORIZED);
    }

    private static SignatureCheck.SignedRequest asSigned(
            HttpServerRequest request, Buffer body, RequestContext context) {
        List<SignatureCheck.Header> headers = new ArrayList<>();
        request.headers().forEach((name, value) -> headers.add(new SignatureCheck.Header(name, value)));
        HostAndPort authority = request.authority();
        if (!request.headers().contains("Host") && authority != null) {
            headers.add(new SignatureCheck.Header("Host", authority.toString()));
        }
        return new SignatureCheck.SignedRequest(
                request.method().name(),
                Objects.requireNonNull(request.path()),
                Optional.ofNullable(request.query()).orElse(""),
                headers,
                Bytes.wrap(body.getBytes()),
                context.nowMillis());
    }
}
