package dfs.node.faults;

import dfs.node.process.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Talks to a node whose disk fails. */
final class Client implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final NodeProcess node;

    Client(NodeProcess node) {
        this.node = node;
    }

    HttpResponse<String> put(String path, byte[] body) {
        return send(s3(path).PUT(BodyPublishers.ofByteArray(body)));
    }

    HttpResponse<String> put(String path, String body) {
        return send(s3(path).PUT(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> get(String path) {
        return send(s3(path).GET());
    }

    HttpResponse<String> delete(String path) {
        return send(s3(path).DELETE());
    }

    HttpResponse<String> health() {
        return send(HttpRequest.newBuilder(URI.create(node.management() + "/health"))
                .GET());
    }

    /** Puts until the node takes it: there is no moment known at which it has noticed that its disk is well. */
    void putUntilTaken(String path, String body) {
        putUntil(200, path, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Puts until the answer is this one; the node looks at its disk every so often only. */
    void putUntil(int status, String path, byte[] body) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        HttpResponse<String> reply = put(path, body);
        while (reply.statusCode() != status) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still " + reply.statusCode() + ": " + reply.body() + "\n" + node.log());
            }
            LockSupport.parkNanos(50_000_000);
            reply = put(path, body);
        }
    }

    /** Asks for the health until it says this. */
    void awaitHealth(String text) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String body = health().body();
        while (!body.contains(text)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no " + text + " in " + body + "\n" + node.log());
            }
            LockSupport.parkNanos(50_000_000);
            body = health().body();
        }
    }

    private HttpRequest.Builder s3(String path) {
        return HttpRequest.newBuilder(URI.create(node.s3() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(
                    request.header("X-Api-Key", NodeProcess.API_KEY)
                            .timeout(PATIENCE)
                            .build(),
                    BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new AssertionError("no answer: " + e + "\n" + node.log(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
