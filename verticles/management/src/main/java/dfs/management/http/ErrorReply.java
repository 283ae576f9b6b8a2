package dfs.management.http;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Writes errors in their JSON form. */
final class ErrorReply {

    private ErrorReply() {}

    /** The reply that tells of {@code error}. */
    static Reply of(S3Error error, String requestId, String resource, long nowMillis) {
        JsonObject body = new JsonObject()
                .put("code", error.code().code())
                .put("message", error.message())
                .put("requestId", requestId)
                .put("resource", resource)
                .put(
                        "timestamp",
                        Instant.ofEpochMilli(nowMillis)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString());
        Reply reply = Reply.json(error.code().status(), new JsonObject().put("error", body));
        return error.code() == ErrorCode.UNAUTHORIZED ? challenge(reply) : reply;
    }

    private static Reply challenge(Reply reply) {
        return new Reply(
                reply.status(),
                reply.contentType(),
                reply.body(),
                java.util.Map.of("Cache-Control", "no-store", "WWW-Authenticate", "Bearer realm=\"dfs\""));
    }
}
