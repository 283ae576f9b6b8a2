package dfs.s3.cors;

import dfs.core.record.CorsRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Matches cross-origin requests against a bucket's rules: the first rule that allows origin, method and headers counts.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html">Using cross-origin resource sharing</a>
 */
public final class Cors {

    private static final String VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

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
        return find(rules, request).map(rule -> answer(rule, request)).orElse(List.of());
    }

    /** Headers that answer a preflight; absent where no rule matches and the answer is {@code AccessForbidden}. */
    public static Optional<List<Header>> preflight(List<CorsRule> rules, CorsRequest request) {
        return find(rules, request).map(rule -> {
            List<Header> headers = new ArrayList<>(answer(rule, request));
            if (!request.headers().isEmpty()) {
                headers.add(new Header("Access-Control-Allow-Headers", String.join(", ", request.headers())));
            }
            rule.maxAgeSeconds()
                    .ifPresent(seconds -> headers.add(new Header("Access-Control-Max-Age", Integer.toString(seconds))));
            return List.copyOf(headers);
        });
    }

    private static Optional<CorsRule> find(List<CorsRule> rules, CorsRequest request) {
        return rules.stream().filter(rule -> allows(rule, request)).findFirst();
    }

    private static boolean allows(CorsRule rule, CorsRequest request) {
        return rule.allowedMethods().contains(request.method())
                && rule.allowedOrigins().stream().anyMatch(pattern -> matches(pattern, request.origin()))
                && request.headers().stream().allMatch(header -> allowsHeader(rule, header));
    }

    private static boolean allowsHeader(CorsRule rule, String header) {
        return rule.allowedHeaders().stream().anyMatch(pattern -> matches(pattern.toLowerCase(Locale.ROOT), header));
    }

    private static List<Header> answer(CorsRule rule, CorsRequest request) {
        boolean isForAll = rule.allowedOrigins().contains("*");
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Access-Control-Allow-Origin", isForAll ? "*" : request.origin()));
        headers.add(new Header("Access-Control-Allow-Methods", String.join(", ", rule.allowedMethods())));
        if (!rule.exposeHeaders().isEmpty()) {
            headers.add(new Header("Access-Control-Expose-Headers", String.join(", ", rule.exposeHeaders())));
        }
        if (!isForAll) {
            headers.add(new Header("Access-Control-Allow-Credentials", "true"));
        }
        headers.add(new Header("Vary", VARY));
        return headers;
    }

    /** Whether {@code text} is {@code pattern}, of which one star stands for any characters. */
    private static boolean matches(String pattern, String text) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(text);
        }
        String tail = pattern.substring(star + 1);
        return text.length() >= pattern.length() - 1
                && text.startsWith(pattern.substring(0, star))
                && text.endsWith(tail);
    }
}
