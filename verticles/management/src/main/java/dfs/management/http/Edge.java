package dfs.management.http;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.protocol.web.WebOrigins;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is alike for every request: its id, its headers for browsers, and the form of replies and errors. */
public final class Edge {

    /** The header with a request's id, both ways. */
    public static final String REQUEST_ID = "X-Request-Id";

    /** The statuses that the router itself may answer. */
    static final List<Integer> ROUTER_FAILURES = List.of(400, 404, 405, 406, 413, 415, 500);

    private static final String ID_KEY = "dfs.requestId";
    private static final Pattern ID_SHAPE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    private static final Logger log = LoggerFactory.getLogger(Edge.class);

    private final WebOrigins origins;
    private final Gate gate;
    private final InstantSource clock;

    /** Tells browsers what {@code origins} may do, lets callers in by {@code gate}, reads the time from {@code clock}. */
    public Edge(WebOrigins origins, Gate gate, InstantSource clock) {
        this.origins = origins;
        this.gate = gate;
        this.clock = clock;
    }

    Gate gate() {
        return gate;
    }

    long nowMillis() {
        return clock.millis();
    }

    /** Begins every request: gives it its id, and answers preflights. */
    void begin(RoutingContext context) {
        HttpServerRequest request = context.request();
        String sent = request.getHeader(REQUEST_ID);
        String id = sent != null && ID_SHAPE.matcher(sent).matches() ? sent : newId();
        context.put(ID_KEY, id);
        HttpServerResponse response = context.response();
        response.putHeader(REQUEST_ID, id);
        response.putHeader("X-Content-Type-Options", "nosniff");
        String origin = request.getHeader("Origin");
        if (origin == null) {
            context.next();
        } else if (isPreflight(request)) {
            String announced = request.headers().get("Access-Control-Request-Headers");
            origins.preflightHeaders(origin, announced == null ? "" : announced).forEach(response::putHeader);
            send(context, new Reply(origins.isAllowed(origin) ? 204 : 403, "", dfs.core.Bytes.EMPTY, Map.of()));
        } else {
            origins.replyHeaders(origin).forEach(response::putHeader);
            context.next();
        }
    }

    private static boolean isPreflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains("Access-Control-Request-Method");
    }

    /** The id that {@link #begin} gave. */
    static String requestId(RoutingContext context) {
        String id = context.get(ID_KEY);
        return id == null ? "" : id;
    }

    /** The reply that tells what went wrong; what is no answer is a bug, and logged. */
    Reply failed(RoutingContext context, Throwable problem) {
        S3Error error = switch (problem) {
            case S3Failure failure -> failure.error();
            default -> {
                log.atError()
                        .setCause(problem)
                        .addKeyValue("path", context.request().path())
                        .log("management operation failed");
                yield S3Error.of(ErrorCode.INTERNAL_ERROR);
            }
        };
        return ErrorReply.of(
                error,
                requestId(context),
                Objects.requireNonNull(context.request().path()),
                nowMillis());
    }

    /** Answers where the router itself gave up, before any operation was found. */
    void routerFailed(RoutingContext context) {
        S3Error error = switch (context.statusCode()) {
            case 404 -> S3Error.of(ErrorCode.NOT_FOUND, "There is no such page; /api/v1/docs shows what there is.");
            case 405 -> S3Error.of(ErrorCode.METHOD_NOT_ALLOWED);
            case 413 -> S3Error.of(ErrorCode.MAX_MESSAGE_LENGTH_EXCEEDED);
            case 400, 406, 415 -> S3Error.of(ErrorCode.INVALID_REQUEST);
            default -> null;
        };
        Throwable problem = context.failure();
        if (error != null) {
            send(context, failed(context, error.failure()));
        } else {
            send(context, failed(context, problem == null ? new IllegalStateException("the router failed") : problem));
        }
    }

    /** Refuses what could not be read as a request, and closes its connection. */
    public void refuse(HttpServerRequest request, S3Error error) {
        String id = newId();
        Reply reply = ErrorReply.of(error, id, "", nowMillis());
        request.response()
                .setStatusCode(reply.status())
                .putHeader(REQUEST_ID, id)
                .putHeader("Content-Type", reply.contentType())
                .putHeader("Connection", "close")
                .end(Buffer.buffer(reply.body().array()))
                .onComplete(sent -> request.connection().close());
    }

    private static String newId() {
        return UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
    }

    /** Sends a reply. To be called on the request's event loop. */
    static void send(RoutingContext context, Reply reply) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(reply.status());
        reply.headers().forEach(response::putHeader);
        if (!reply.contentType().isEmpty()) {
            response.putHeader("Content-Type", reply.contentType());
        }
        response.end(Buffer.buffer(reply.body().array()))
                .onFailure(gone -> log.atDebug().setCause(gone).log("the client left before its reply"));
    }
}
