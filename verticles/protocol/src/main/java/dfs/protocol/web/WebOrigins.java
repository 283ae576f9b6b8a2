package dfs.protocol.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The web pages that may call this node from a browser, {@code CORS_ORIGINS}, and the headers that tell a browser so.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">The CORS protocol</a>
 */
public final class WebOrigins {

    private static final String ANY = "*";
    private static final String METHODS = "GET, POST, PUT, DELETE, HEAD, OPTIONS";
    private static final String HEADERS = "Content-Type, Accept, Authorization, X-Api-Key";

    /** What pages may read of replies besides what any page may. A star would not do: it is no star for who sends credentials. */
    private static final String EXPOSED = "ETag, X-Request-Id, Content-Range, Accept-Ranges, Content-Disposition, "
            + "Content-Encoding, Date, Location, Retry-After, X-Consistency-Level, x-amz-bucket-region, "
            + "x-amz-checksum-crc32, x-amz-checksum-crc32c, x-amz-checksum-crc64nvme, x-amz-checksum-sha1, "
            + "x-amz-checksum-sha256, x-amz-checksum-type, x-amz-copy-source-version-id, x-amz-delete-marker, "
            + "x-amz-id-2, x-amz-mp-parts-count, x-amz-request-id, x-amz-storage-class, x-amz-tagging-count, "
            + "x-amz-version-id";

    /** Names of headers, separated by commas: whatever else a browser might be made to send is not answered. */
    private static final Pattern NAMES =
            Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+(\\s*,\\s*[A-Za-z0-9!#$%&'*+.^_`|~-]+)*");

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

    /**
     * Headers of a reply to a preflight. Pages that are allowed may send any header, those of S3 and of user metadata among
     * them: what a header may do, the operation decides.
     *
     * @param announced {@code Access-Control-Request-Headers}, empty for none
     */
    public Map<String, String> preflightHeaders(String origin, String announced) {
        Map<String, String> headers = replyHeaders(origin);
        if (headers.containsKey("Access-Control-Allow-Origin")) {
            headers.put("Access-Control-Allow-Methods", METHODS);
            headers.put(
                    "Access-Control-Allow-Headers",
                    NAMES.matcher(announced.strip()).matches() ? HEADERS + ", " + announced.strip() : HEADERS);
            headers.put("Access-Control-Max-Age", MAX_AGE_SECONDS);
        }
        return headers;
    }

    /** Whether pages of {@code origin} may call. */
    public boolean isAllowed(String origin) {
        return origins.contains(origin) || origins.contains(ANY);
    }
}
