package dfs.s3.cors;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a browser asks on behalf of a page.
 *
 * @param origin the page's origin, {@code Origin}
 * @param method the method of the request, or of the one a preflight announces
 * @param headers headers that a preflight announces, {@code Access-Control-Request-Headers}, in lower case; empty for an
 *     actual request
 */
public record CorsRequest(String origin, String method, List<String> headers) {

    /** Copies the list. */
    public CorsRequest {
        headers = List.copyOf(headers);
    }

    /**
     * An actual request.
     *
     * @param announced the value of {@code Access-Control-Request-Method} where it was sent though this is no preflight: S3
     *     then matches that method
     */
    public static CorsRequest actual(String origin, String method, Optional<String> announced) {
        return new CorsRequest(origin, announced.orElse(method), List.of());
    }

    /** A preflight, of which {@code requestHeaders} is the value of {@code Access-Control-Request-Headers}, empty for none. */
    public static CorsRequest preflight(String origin, String requestMethod, String requestHeaders) {
        List<String> names = Arrays.stream(requestHeaders.split(",", -1))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(Predicate.not(String::isEmpty))
                .toList();
        return new CorsRequest(origin, requestMethod, names);
    }
}
