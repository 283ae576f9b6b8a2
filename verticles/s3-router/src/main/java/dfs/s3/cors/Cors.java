package dfs.s3.cors;

import dfs.core.record.CorsRule;
import java.util.List;
import java.util.Optional;

/**
 * Matches cross-origin requests against a bucket's rules: the first rule that allows origin, method and headers counts.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html">Using cross-origin resource sharing</a>
 */
public final class Cors {

    private Cors() {}

    /**
     * A header of a reply.
     *
     * @param name its name
     * @param value its value
     */
    public record Header(String name, String value) {}

    /** Headers that the reply to an actual request carries; empty where no rule matches. */
    public static List<Header> headers(List<CorsRule> rules, CorsRequest request) {
        throw new UnsupportedOperationException();
    }

    /** Headers that answer a preflight; absent where no rule matches and the answer is {@code AccessForbidden}. */
    public static Optional<List<Header>> preflight(List<CorsRule> rules, CorsRequest request) {
        throw new UnsupportedOperationException();
    }
}
