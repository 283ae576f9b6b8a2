package dfs.core.record;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One rule of a bucket's CORS configuration. Patterns hold at most one {@code *}.
 *
 * @param id the rule's name, if it has one
 * @param allowedMethods of GET, PUT, POST, DELETE, HEAD
 * @param allowedOrigins patterns
 * @param allowedHeaders patterns, compared without case
 * @param exposeHeaders headers that a browser may show to the page
 * @param maxAgeSeconds how long a browser may remember a preflight
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CORSRule.html">CORSRule</a>
 */
public record CorsRule(
        Optional<String> id,
        List<String> allowedMethods,
        List<String> allowedOrigins,
        List<String> allowedHeaders,
        List<String> exposeHeaders,
        OptionalInt maxAgeSeconds) {

    /** Copies the lists. */
    public CorsRule {
        allowedMethods = List.copyOf(allowedMethods);
        allowedOrigins = List.copyOf(allowedOrigins);
        allowedHeaders = List.copyOf(allowedHeaders);
        exposeHeaders = List.copyOf(exposeHeaders);
    }
}
