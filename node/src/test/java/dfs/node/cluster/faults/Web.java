package dfs.node.cluster.faults;

import dfs.node.process.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

/** Requests to nodes by the administrator; that no answer came is an answer too. Safe for any number of threads. */
final class Web implements AutoCloseable {

    private static final int UNAVAILABLE = 503;
    private static final int FULL = 507;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Duration limit;

    /** Whose answers are waited for so long. */
    Web(Duration limit) {
        this.limit = limit;
    }

    /**
     * What came back.
     *
     * @param status 0 where nothing did, or not all of it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(int status, byte[] body, HttpHeaders headers) {

        private static final Answer NONE = new Answer(0, new byte[0], HttpHeaders.of(Map.of(), (name, value) -> true));

        /** Whether the node said that it cannot now, or nothing. */
        boolean isRefused() {
            return status == 0 || status == UNAVAILABLE || status == FULL;
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        OptionalLong number(String name) {
            return headers.firstValueAsLong(name);
        }
    }

    /** The client itself. */
    HttpClient http() {
        return http;
    }

    /** Sends a request with headers, names and values in turn. */
    Answer ask(String method, String url, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(limit)
                .header("X-Api-Key", NodeProcess.API_KEY)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response.body(), response.headers());
        } catch (IOException unanswered) {
            return Answer.NONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    Answer get(String url, String... headers) {
        return ask("GET", url, new byte[0], headers);
    }

    @Override
    public void close() {
        http.close();
    }
}
