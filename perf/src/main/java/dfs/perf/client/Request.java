package dfs.perf.client;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One request, before it is signed.
 *
 * @param path the path, percent-encoded
 * @param query the canonical query: encoded, sorted, every name with its equals sign; empty for none
 * @param headers what is sent besides those of the signature; names in small letters
 * @param keepsReply whether the reply's body is wanted, or only counted
 */
public record Request(
        String method,
        String path,
        String query,
        SortedMap<String, String> headers,
        Optional<Body> body,
        boolean keepsReply) {

    private static Request bare(String method, String path, Optional<Body> body) {
        return new Request(method, path, "", new TreeMap<>(), body, false);
    }

    public static Request get(String path) {
        return bare("GET", path, Optional.empty());
    }

    public static Request head(String path) {
        return bare("HEAD", path, Optional.empty());
    }

    public static Request delete(String path) {
        return bare("DELETE", path, Optional.empty());
    }

    public static Request put(String path, Body body) {
        return bare("PUT", path, Optional.of(body));
    }

    public static Request put(String path) {
        return bare("PUT", path, Optional.empty());
    }

    public static Request post(String path, Body body) {
        return bare("POST", path, Optional.of(body));
    }

    public static Request post(String path) {
        return bare("POST", path, Optional.empty());
    }

    public Request withQuery(String canonical) {
        return new Request(method, path, canonical, headers, body, keepsReply);
    }

    public Request withHeader(String name, String value) {
        SortedMap<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new Request(method, path, query, more, body, keepsReply);
    }

    public Request keepingReply() {
        return new Request(method, path, query, headers, body, true);
    }
}
