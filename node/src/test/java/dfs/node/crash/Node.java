package dfs.node.crash;

import dfs.node.process.NodeProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/**
 * A node that is asked and that may be gone: then the answer is an {@link IOException}. An answer that is an error is a failure of
 * the test.
 *
 * @param client the connections
 * @param process the node
 */
record Node(HttpClient client, NodeProcess process) {

    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(60);

    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return send(s3(path).GET());
    }

    HttpResponse<byte[]> put(String path, byte[] body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = s3(path).PUT(BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return good(send(request), "PUT " + path);
    }

    HttpResponse<byte[]> post(String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = s3(path).header("Content-MD5", md5(body)).POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return good(send(request), "POST " + path);
    }

    HttpResponse<byte[]> delete(String path) throws IOException, InterruptedException {
        return good(send(s3(path).DELETE()), "DELETE " + path);
    }

    /** A document of the S3 port. */
    Element document(String path) throws IOException, InterruptedException {
        return parse(good(get(path), "GET " + path).body());
    }

    /** What the management port answers. */
    String management(String method, String path) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(process.management() + path)).method(method, BodyPublishers.noBody());
        return text(good(send(request), method + " " + path));
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    static Element parse(byte[] xml) {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml))
                    .getDocumentElement();
        } catch (Exception e) {
            throw new AssertionError("not XML: " + new String(xml, StandardCharsets.UTF_8), e);
        }
    }

    /** The elements of a name below another one, in order. */
    static List<Element> all(Element parent, String name) {
        var found = parent.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    /** The text of the first element of a name; none where there is no such element. */
    static String first(Element parent, String name) {
        List<Element> found = all(parent, name);
        return found.isEmpty() ? "" : found.getFirst().getTextContent();
    }

    private static String md5(String body) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder s3(String path) {
        return HttpRequest.newBuilder(URI.create(process.s3() + path));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(
                request.header("X-Api-Key", NodeProcess.API_KEY)
                        .timeout(REQUEST_LIMIT)
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> good(HttpResponse<byte[]> response, String what) {
        // A multipart completion may answer 200 and say in the body that it failed.
        if (response.statusCode() >= 300
                || (response.body().length < 4_096 && text(response).contains("<Error>"))) {
            throw new AssertionError(what + " was answered " + response.statusCode() + ": " + text(response));
        }
        return response;
    }
}
