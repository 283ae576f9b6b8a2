package dfs.management.http;

import dfs.core.auth.Principal;
import dfs.core.auth.RequestContext;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A request to an operation: its caller is known, and its parameters are what the contract allows.
 *
 * @param principal who calls
 * @param context under which circumstances
 * @param request the parameters and the body
 * @param origin where it came in
 * @param accept what the caller would like to get; empty for anything
 */
public record Call(
        Principal principal, RequestContext context, ValidatedRequest request, Origin origin, String accept) {

    /**
     * Where a request came in.
     *
     * @param host the host that the caller addressed, without port
     * @param port the port of this node
     */
    public record Origin(String host, int port) {}

    /** The caller, to be asked for where the contract does not let anybody in. */
    public Principal.Known caller() {
        return switch (principal) {
            case Principal.Known known -> known;
            case Principal.Anonymous anonymous -> throw new S3Failure(ErrorCode.UNAUTHORIZED);
        };
    }

    /** A parameter of the path. */
    public String path(String name) {
        return Objects.requireNonNull(find(request.getPathParameters(), name)
                .orElseThrow(() -> new IllegalStateException("the contract has no path parameter " + name))
                .getString());
    }

    /** A parameter of the query; absent where it was not sent. */
    public Optional<String> query(String name) {
        return find(request.getQuery(), name).map(RequestParameter::getString);
    }

    /** A yes or no of the query; no where it was not sent. */
    public boolean flag(String name) {
        return find(request.getQuery(), name).map(RequestParameter::getBoolean).orElse(false);
    }

    /** The page asked for. */
    public PageRequest page() {
        int limit = find(request.getQuery(), "limit")
                .map(RequestParameter::getInteger)
                .orElse(PageRequest.LIMIT_DEFAULT);
        return new PageRequest(limit, query("continuationToken"));
    }

    /** The JSON body. */
    public JsonObject body() {
        return Objects.requireNonNull(request.getBody().getJsonObject());
    }

    private static Optional<RequestParameter> find(Map<String, RequestParameter> parameters, String name) {
        return Optional.ofNullable(parameters.get(name)).filter(parameter -> !parameter.isNull());
    }
}
