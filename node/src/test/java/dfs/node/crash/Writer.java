package dfs.node.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Changes keys of its own, one after the other, and remembers what each holds for certain and what it may hold since the
 * one change that was not answered. Used by one thread at a time.
 */
final class Writer {

    private static final int KEYS = 20;
    private static final int PART_BYTES = 5 << 20;
    private static final int[] SIZES = {0, 1, 3_000, 4_096, 4_097, 70_000, 600_000, 1 << 20, (1 << 20) + 1, 2_500_000};
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(30);
    private static final Pattern UPLOAD_ID = Pattern.compile("<UploadId>([^<]+)</UploadId>");

    private final String name;
    private final String apiKey;
    private final Random random;
    private final Map<String, Contents> known = new TreeMap<>();
    private Optional<Doubt> doubt = Optional.empty();
    private int acknowledged;

    /** A change that was sent and not answered: the key holds what it held, or this. */
    record Doubt(String key, Contents maybe) {}

    Writer(String name, String apiKey, Random random) {
        this.name = name;
        this.apiKey = apiKey;
        this.random = random;
    }

    /** How many changes were acknowledged so far. */
    int acknowledged() {
        return acknowledged;
    }

    /** What is known of each key. */
    Map<String, Contents> known() {
        return known;
    }

    /** The change that was not answered, if there is one. */
    Optional<Doubt> doubt() {
        return doubt;
    }

    /** Settles a doubt by what was found. */
    void settle(Contents found) {
        doubt.ifPresent(each -> known.put(each.key(), found));
        doubt = Optional.empty();
    }

    /** Changes keys until the node does not answer any more. */
    void workUntilCut(HttpClient client, String bucket) {
        try {
            while (doubt.isEmpty()) {
                change(client, bucket);
            }
        } catch (IOException cut) {
            // The doubt says what is left open.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void change(HttpClient client, String bucket) throws IOException, InterruptedException {
        String key = name + "/" + random.nextInt(KEYS);
        int dice = random.nextInt(100);
        if (dice < 20) {
            attempt(client, request(bucket + "/" + key).DELETE().build(), key, Contents.NOTHING);
        } else if (dice < 25) {
            upload(client, bucket, key);
        } else if (dice < 35) {
            copy(client, bucket, key);
        } else {
            Contents contents = new Contents(random.nextLong(), SIZES[random.nextInt(SIZES.length)]);
            attempt(
                    client,
                    request(bucket + "/" + key)
                            .PUT(BodyPublishers.ofByteArray(contents.bytes()))
                            .build(),
                    key,
                    contents);
        }
    }

    /** One part of the least size and a last one, so that the whole follows from one seed. */
    private void upload(HttpClient client, String bucket, String key) throws IOException, InterruptedException {
        Contents contents = new Contents(random.nextLong(), PART_BYTES + 1 + random.nextInt(100_000));
        byte[] bytes = contents.bytes();
        String url = bucket + "/" + key;
        String begun = ask(
                        client,
                        request(url + "?uploads").POST(BodyPublishers.noBody()).build())
                .body();
        Matcher id = UPLOAD_ID.matcher(begun);
        if (!id.find()) {
            throw new AssertionError("no upload id in " + begun);
        }
        StringBuilder parts = new StringBuilder("<CompleteMultipartUpload>");
        for (int part = 1; part <= 2; part++) {
            int from = (part - 1) * PART_BYTES;
            int length = part == 1 ? PART_BYTES : bytes.length - PART_BYTES;
            String tag = ask(
                            client,
                            request(url + "?partNumber=" + part + "&uploadId=" + id.group(1))
                                    .PUT(BodyPublishers.ofByteArray(bytes, from, length))
                                    .build())
                    .headers()
                    .firstValue("ETag")
                    .orElseThrow();
            parts.append("<Part><PartNumber>")
                    .append(part)
                    .append("</PartNumber><ETag>")
                    .append(tag)
                    .append("</ETag></Part>");
        }
        String document = parts.append("</CompleteMultipartUpload>").toString();
        attempt(
                client,
                request(url + "?uploadId=" + id.group(1))
                        .POST(BodyPublishers.ofString(document))
                        .build(),
                key,
                contents);
    }

    private void copy(HttpClient client, String bucket, String key) throws IOException, InterruptedException {
        String source = name + "/" + random.nextInt(KEYS);
        Contents contents = known.getOrDefault(source, Contents.NOTHING);
        if (contents.isNothing() || source.equals(key)) {
            return;
        }
        String path = URI.create(bucket).getPath() + "/" + source;
        attempt(
                client,
                request(bucket + "/" + key)
                        .header("x-amz-copy-source", path)
                        .PUT(BodyPublishers.noBody())
                        .build(),
                key,
                contents);
    }

    private void attempt(HttpClient client, HttpRequest request, String key, Contents after)
            throws IOException, InterruptedException {
        doubt = Optional.of(new Doubt(key, after));
        String reply = ask(client, request).body();
        if (reply.contains("<Error>")) {
            throw new AssertionError(request + " was answered " + reply);
        }
        known.put(key, after);
        doubt = Optional.empty();
        acknowledged++;
    }

    private static HttpResponse<String> ask(HttpClient client, HttpRequest request)
            throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() >= 300) {
            throw new AssertionError(request + " was answered " + response.statusCode() + ": " + response.body());
        }
        return response;
    }

    private HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(REQUEST_LIMIT).header("X-Api-Key", apiKey);
    }

    /** What the key holds now, compared with what it may hold; empty where it is neither. */
    Optional<Contents> found(HttpClient client, String bucket, String key) throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                client.send(request(bucket + "/" + key).GET().build(), BodyHandlers.ofByteArray());
        Optional<Contents> first = Optional.of(known.getOrDefault(key, Contents.NOTHING));
        Optional<Contents> second = doubt.filter(each -> each.key().equals(key)).map(Doubt::maybe);
        return first.filter(each -> holds(each, response)).or(() -> second.filter(each -> holds(each, response)));
    }

    private static boolean holds(Contents contents, HttpResponse<byte[]> response) {
        return contents.isNothing()
                ? response.statusCode() == 404
                : response.statusCode() == 200 && java.util.Arrays.equals(response.body(), contents.bytes());
    }
}
