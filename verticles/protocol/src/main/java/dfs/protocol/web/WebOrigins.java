package dfs.protocol.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The web pages that may call this node from a browser, {@code CORS_ORIGINS}, and the headers that tell a browser so.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">The CORS protocol</a>
 */
public final class WebOrigins {

    private static final String ANY = "*";
    private static final String METHODS = "GET, POST, PUT, DELETE, HEAD, OPTIONS";
    private static final String HEADERS = "Content-Type, Accept, Authorization, X-Api-Key";
    private static final String EXPOSED = "ETag, X-Request-Id";
    private static final String MAX_AGE_SECONDS = "3600";

    private final Set<String> origins;

    /** Allows these origins; {@code *} allows any, but none with credentials of the browser's own. */
    public WebOrigins(List<String> origins) {
        this.origins = Set.copyOf(origins);
    }

    /** Headers of a reply to a page of {@code origin}; without any that allow where the origin is not allowed. */
    public Map<String, String> replyHeaders(String origin) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Vary", "Origin");
        if (origins.contains(origin)) {
            headers.put("Access-Control-Allow-Origin", origin);
            headers.put("Access-Control-Allow-Credentials", "true");
        } else if (origins.contains(ANY)) {
            headers.put("Access-Control-Allow-Origin", ANY);
        } else {
            return headers;
        }
        headers.put("Access-Control-Expose-Headers", EXPOSED);
        return headers;
    }

    /** Headers of a reply to a preflight of {@code origin}. */
    public Map<String, String> preflightHeaders(String origin) {
        Map<String, String> headers = replyHeaders(origin);
        if (headers.containsKey("Access-Control-Allow-Origin")) {
            headers.put("Access-Control-Allow-Methods", METHODS);
            headers.put("Access-Control-Allow-Headers", HEADERS);
            headers.put("Access-Control-Max-Age", MAX_AGE_SECONDS);
        }
        return headers;
    }

    /** Whether pages of {@code origin} may call. */
    public boolean isAllowed(String origin) {
        return origins.contains(origin) || origins.contains(ANY);
    }
}
