package dfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Calls a node's management API. Over {@link HttpURLConnection}, which starts in half the time of the newer client; a
 * command makes one or two calls and ends.
 */
final class Api {

    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int READ_TIMEOUT_MILLIS = 60_000;
    private static final int PAGE = 1000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Target target;

    Api(Target target) {
        this.target = target;
    }

    /** Whether a credential is known. */
    boolean hasKey() {
        return target.apiKey().isPresent();
    }

    /** Where it calls. */
    String endpoint() {
        return target.endpoint().toString();
    }

    /** An answer whatever its status, which a caller looks at itself. */
    record Answer(int status, JsonNode body) {}

    /** Gets. */
    JsonNode get(String path) {
        return call("GET", path, Optional.empty());
    }

    /** Gets all pages of a list, and answers one list under the same name. */
    ObjectNode getAll(String path, String name) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        String token = "";
        do {
            String query = (path.contains("?") ? "&" : "?") + "limit=" + PAGE
                    + (token.isEmpty() ? "" : "&continuationToken=" + token);
            JsonNode page = get(path + query);
            page.path(name).forEach(all::add);
            token = page.path("nextContinuationToken").asText("");
        } while (!token.isEmpty());
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        list.set(name, all);
        return list;
    }

    /** Posts a body. */
    JsonNode post(String path, JsonNode body) {
        return call("POST", path, Optional.of(body));
    }

    /** Posts nothing. */
    JsonNode post(String path) {
        return call("POST", path, Optional.empty());
    }

    /** Puts a body. */
    JsonNode put(String path, JsonNode body) {
        return call("PUT", path, Optional.of(body));
    }

    /** Deletes. */
    void delete(String path) {
        JsonNode nothing = call("DELETE", path, Optional.empty());
        if (!nothing.isMissingNode()) {
            throw new CliFailure(CliFailure.REFUSED, "The node answered more than was expected: " + nothing);
        }
    }

    /** A part of a path, encoded. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode call(String method, String path, Optional<JsonNode> body) {
        Answer answer = ask(method, path, body);
        if (answer.status() < 300) {
            return answer.body();
        }
        throw refused(answer);
    }

    /** Calls, and answers whatever the node says. */
    Answer ask(String method, String path, Optional<JsonNode> body) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) target.endpoint().resolve(path).toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
            connection.setReadTimeout(READ_TIMEOUT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty("Accept", "application/json");
            target.apiKey().ifPresent(key -> connection.setRequestProperty("X-Api-Key", key));
            if (body.isPresent()) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.getOutputStream().write(JSON.writeValueAsBytes(body.get()));
            }
            int status = connection.getResponseCode();
            InputStream stream = status < 400 ? connection.getInputStream() : connection.getErrorStream();
            byte[] bytes = stream == null ? new byte[0] : stream.readAllBytes();
            return new Answer(
                    status, bytes.length == 0 ? JsonNodeFactory.instance.missingNode() : JSON.readTree(bytes));
        } catch (IOException e) {
            throw new CliFailure(
                    CliFailure.UNREACHABLE,
                    "No DFS node answers at " + endpoint() + " (" + e.getMessage()
                            + "). Start one with scripts/start_dev.sh or `dfs serve`, or name another with --endpoint.");
        }
    }

    private CliFailure refused(Answer answer) {
        JsonNode error = answer.body().path("error");
        String said = error.path("message").asText("HTTP status " + answer.status());
        return switch (answer.status()) {
            case 401 ->
                new CliFailure(
                        CliFailure.NOT_ALLOWED,
                        hasKey()
                                ? said + " The key came from DFS_API_KEY, API_KEY or data/dev/dfs.json."
                                : "This needs an API key: set DFS_API_KEY, or run where start_dev.sh left data/dev/dfs.json.");
            case 403 -> new CliFailure(CliFailure.NOT_ALLOWED, said, error);
            case 404 -> new CliFailure(CliFailure.ABSENT, said, error);
            default ->
                new CliFailure(
                        CliFailure.REFUSED,
                        error.path("code").asText("") + ": " + said
                                + requestId(error.path("requestId").asText("")),
                        error);
        };
    }

    private static String requestId(String id) {
        return id.isEmpty() ? "" : " (request " + id + ")";
    }
}
