package dfs.management.http;

import dfs.core.Bytes;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An answer.
 *
 * @param status the HTTP status
 * @param contentType what the body is; empty where there is none
 * @param body the body
 * @param headers further headers
 */
public record Reply(int status, String contentType, Bytes body, Map<String, String> headers) {

    private static final Map<String, String> NOT_STORED = Map.of("Cache-Control", "no-store");

    /** Copies the headers. */
    public Reply {
        headers = Map.copyOf(headers);
    }

    /** A JSON answer. */
    public static Reply json(int status, JsonObject body) {
        return new Reply(status, "application/json", Bytes.wrap(body.toBuffer().getBytes()), NOT_STORED);
    }

    /** The answer 200 with JSON. */
    public static Reply ok(JsonObject body) {
        return json(200, body);
    }

    /** The answer that something is done and there is nothing to show. */
    public static Reply done() {
        return new Reply(204, "", Bytes.EMPTY, Map.of());
    }

    /** Text of some type, which may be kept for a while. */
    public static Reply text(String contentType, String text, Map<String, String> headers) {
        return new Reply(200, contentType, Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)), headers);
    }
}
