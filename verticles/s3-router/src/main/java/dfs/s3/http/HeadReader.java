package dfs.s3.http;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.record.Revisions;
import dfs.protocol.Consistency;
import dfs.s3.call.QueryParameters;
import dfs.s3.call.S3Request;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.Optional;

/** Makes an {@link S3Request} of the head of an HTTP request. */
final class HeadReader {

    private static final String CONSISTENCY = "X-Consistency-Level";

    private final Addressing addressing;

    HeadReader(Addressing addressing) {
        this.addressing = addressing;
    }

    /** The path as sent, without scheme and authority should they stand in the request line. */
    static String rawPath(String uri) {
        int from = pathStart(uri);
        int question = uri.indexOf('?', from);
        return from == uri.length() || from == question
                ? "/"
                : uri.substring(from, question < 0 ? uri.length() : question);
    }

    /** The host with its port, as sent; empty where none was. */
    private static String host(HttpServerRequest http) {
        String host = http.headers().get("host");
        if (host != null) {
            return host;
        }
        HostAndPort authority = http.authority();
        return authority == null ? "" : authority.toString();
    }

    /** Whether the host of a request names a bucket: then all of its path is a key. */
    boolean hasBucketHost(HttpServerRequest http) {
        return addressing.isBucketHost(host(http));
    }

    /** What stands behind the first question mark, as sent. */
    static String rawQuery(String uri) {
        int question = uri.indexOf('?');
        return question < 0 ? "" : uri.substring(question + 1);
    }

    private static int pathStart(String uri) {
        if (uri.startsWith("/")) {
            return 0;
        }
        int scheme = uri.indexOf("://");
        int question = uri.indexOf('?');
        if (scheme < 0 || (question >= 0 && question < scheme)) {
            return 0;
        }
        int slash = uri.indexOf('/', scheme + 3);
        return slash >= 0 && (question < 0 || slash < question) ? slash : question < 0 ? uri.length() : question;
    }

    /**
     * Reads the head.
     *
     * @param byDefault how fresh reads are where the request does not say
     * @throws dfs.core.error.S3Failure where the request line cannot be understood
     */
    S3Request read(HttpServerRequest http, String id, long contentLength, long nowMillis, Consistency byDefault) {
        checkTransferEncoding(http);
        checkSession(http);
        String uri = http.uri();
        String rawPath = rawPath(uri);
        String rawQuery = rawQuery(uri);
        MultiMap headers = http.headers();
        String host = host(http);
        if (http.version() == HttpVersion.HTTP_2) {
            headers.set("host", host);
            if (contentLength < 0) {
                headers.set("transfer-encoding", "chunked"); // what frames without a length are
            }
        }
        Addressing.Address address = addressing.find(host, rawPath);
        return new S3Request(
                id,
                http.method().name(),
                rawPath,
                rawQuery,
                address.level(),
                address.bucket(),
                address.key(),
                QueryParameters.parse(rawQuery),
                headers,
                contentLength,
                consistency(headers, byDefault),
                Optional.ofNullable(http.remoteAddress().hostAddress()).orElse(""),
                http.isSSL(),
                nowMillis);
    }

    /** The bytes of a body are those of its chunks: to undo another encoding, or to keep one, is not offered. */
    private static void checkTransferEncoding(HttpServerRequest http) {
        String encoding = http.headers().get("Transfer-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("chunked")) {
            throw S3Error.of(
                            ErrorCode.NOT_IMPLEMENTED,
                            "A header you provided implies functionality that is not implemented: of"
                                    + " Transfer-Encoding only chunked is.")
                    .with("Header", "Transfer-Encoding")
                    .failure();
        }
    }

    private static void checkSession(HttpServerRequest http) {
        String session = http.headers().get(S3Request.SESSION);
        if (session != null && !session.isBlank() && Revisions.parse(session).isEmpty()) {
            throw S3Error.of(
                            ErrorCode.INVALID_ARGUMENT,
                            S3Request.SESSION + " is what a reply's header of that name said: a number, or one for each"
                                    + " group.")
                    .with("ArgumentName", S3Request.SESSION)
                    .with("ArgumentValue", session)
                    .failure();
        }
    }

    private static Consistency consistency(MultiMap headers, Consistency byDefault) {
        String text = headers.get(CONSISTENCY);
        if (text == null || text.isBlank()) {
            return byDefault;
        }
        return Consistency.parse(text)
                .orElseThrow(() -> S3Error.of(
                                ErrorCode.INVALID_ARGUMENT,
                                "X-Consistency-Level is one of strong, bounded;max-ms=N, session, eventual; N is at least 1, in at"
                                        + " most 12 digits.")
                        .with("ArgumentName", CONSISTENCY)
                        .with("ArgumentValue", text)
                        .failure());
    }
}
