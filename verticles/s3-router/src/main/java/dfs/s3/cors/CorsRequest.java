package dfs.s3.cors;

import java.util.List;

/**
 * What a browser asks on behalf of a page.
 *
 * @param origin the page's origin, {@code Origin}
 * @param method the method of the request, or of the one a preflight announces
 * @param headers headers that a preflight announces, {@code Access-Control-Request-Headers}; empty for an actual request
 */
public record CorsRequest(String origin, String method, List<String> headers) {

    /** Copies the list. */
    public CorsRequest {
        headers = List.copyOf(headers);
    }

    /** An actual request. */
    public static CorsRequest actual(String origin, String method) {
        return new CorsRequest(origin, method, List.of());
    }

    /** A preflight, of which {@code requestHeaders} is the value of {@code Access-Control-Request-Headers}, empty for none. */
    public static CorsRequest preflight(String origin, String requestMethod, String requestHeaders) {
        throw new UnsupportedOperationException();
    }
}
