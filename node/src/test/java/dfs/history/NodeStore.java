package dfs.history;

import dfs.node.process.NodeProcess;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node over HTTP. A value is an object whose bytes follow from it: inline, in a segment or in a file of its own; put at once
 * or as a multipart upload of one part; seen by a get, a head or a listing.
 */
final class NodeStore implements Store {

    private static final List<Integer> SIZES = List.of(40, 40, 40, 5_000, 200_000, 1_300_000);
    /** A refusal that says so must be true. */
    private static final Pattern NOTHING_DONE = Pattern.compile("[Nn]othing was (changed|written)");

    private static final Pattern UPLOAD_ID = Pattern.compile("<UploadId>([^<]+)</UploadId>");
    private static final Pattern LISTED_ETAG =
            Pattern.compile("<ETag>&quot;([^<&]+)&quot;</ETag>|<ETag>\"([^<\"]+)\"</ETag>");

    private final HttpClient http;
    private final Duration requestLimit;
    private final List<Integer> sizes;
    private final Map<Integer, String> etags = new ConcurrentHashMap<>();
    private final Map<String, Integer> values = new ConcurrentHashMap<>();
    private volatile List<String> buckets = List.of();

    /** A store whose answers are waited for as long as {@code requestLimit}. */
    NodeStore(HttpClient http, Duration requestLimit) {
        this(http, requestLimit, SIZES);
    }

    /** As the other; objects have these lengths. */
    NodeStore(HttpClient http, Duration requestLimit, List<Integer> sizes) {
        this.http = http;
        this.requestLimit = requestLimit;
        this.sizes = List.copyOf(sizes);
    }

    /** From now on the bucket is reached here, each time at one of these. */
    void moveTo(List<String> bucketUrls) {
        buckets = List.copyOf(bucketUrls);
    }

    @Override
    public Result ask(String key, Operation operation, int way) throws IOException {
        return switch (operation) {
            case Operation.Look _ -> new Result.Saw(look(key, way));
            case Operation.Delete delete ->
                changed(send(conditional(request(key), delete.condition()).DELETE()));
            case Operation.Write write -> write(key, write, way);
        };
    }

    private Result write(String key, Operation.Write write, int way) throws IOException {
        byte[] bytes = bytes(write.value());
        boolean isMultipart = way % 10 == 0;
        String etag = isMultipart ? hex(md5(md5(bytes))) + "-1" : hex(md5(bytes));
        etags.put(write.value(), etag);
        values.put(etag, write.value());
        if (!isMultipart) {
            return changed(send(conditional(request(key), write.condition()).PUT(BodyPublishers.ofByteArray(bytes))));
        }
        String upload = key + "?uploadId=" + upload(key, bytes);
        String parts = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + hex(md5(bytes))
                + "</ETag></Part></CompleteMultipartUpload>";
        return changed(send(conditional(request(upload), write.condition()).POST(BodyPublishers.ofString(parts))));
    }

    /** Begins an upload and sends its only part; whatever comes of it, the key is what it was. */
    private String upload(String key, byte[] bytes) throws NothingDone {
        try {
            String begun = text(expectOk(send(request(key + "?uploads").POST(BodyPublishers.noBody()))));
            Matcher id = UPLOAD_ID.matcher(begun);
            if (!id.find()) {
                throw new AssertionError("no upload id in " + begun);
            }
            String part = key + "?uploadId=" + id.group(1) + "&partNumber=1";
            var _ = expectOk(send(request(part).PUT(BodyPublishers.ofByteArray(bytes))));
            return id.group(1);
        } catch (IOException unanswered) {
            throw new NothingDone("no upload: " + unanswered.getMessage());
        }
    }

    private int look(String key, int way) throws IOException {
        return switch (way % 4) {
            case 0 -> {
                HttpResponse<byte[]> head = send(request(key).HEAD());
                yield head.statusCode() == 404 ? Register.EMPTY : value(etag(expectOk(head)));
            }
            case 1 -> {
                String listing = text(expectOk(send(request("?list-type=2&max-keys=1&prefix=" + key))));
                Matcher etag = LISTED_ETAG.matcher(listing);
                yield etag.find() ? value(etag.group(1) != null ? etag.group(1) : etag.group(2)) : Register.EMPTY;
            }
            default -> {
                HttpResponse<byte[]> got = send(request(key));
                yield got.statusCode() == 404 ? Register.EMPTY : wholeValue(expectOk(got));
            }
        };
    }

    private int wholeValue(HttpResponse<byte[]> got) {
        int value = value(etag(got));
        if (!Arrays.equals(got.body(), bytes(value))) {
            throw new AssertionError("the bytes of " + got.uri() + " are not those of its entity tag " + etag(got));
        }
        return value;
    }

    private int value(String etag) {
        Integer value = values.get(etag);
        if (value == null) {
            throw new AssertionError("nobody wrote what has the entity tag " + etag);
        }
        return value;
    }

    private byte[] bytes(int value) {
        byte[] bytes = new byte[sizes.get(value % sizes.size())];
        new Random(value).nextBytes(bytes);
        return bytes;
    }

    private static Result changed(HttpResponse<byte[]> response) throws IOException {
        String body = text(response);
        boolean isRefused = response.statusCode() == 412
                || (response.statusCode() == 404 && body.contains("<Code>NoSuchKey</Code>"));
        if (isRefused) {
            return new Result.Refused();
        }
        var _ = expectOk(response);
        return new Result.Done();
    }

    /** A refusal for another reason than a condition would be a fault; only that the node cannot answer now, or has no space, is none. */
    private static HttpResponse<byte[]> expectOk(HttpResponse<byte[]> response) throws IOException {
        if (response.statusCode() == 503 || response.statusCode() == 507) {
            String why = text(response);
            throw NOTHING_DONE.matcher(why).find() ? new NothingDone(why) : new IOException(why);
        }
        if (response.statusCode() >= 300) {
            throw new AssertionError(response + ": " + text(response));
        }
        return response;
    }

    private HttpRequest.Builder conditional(HttpRequest.Builder request, Operation.Condition condition) {
        return switch (condition) {
            case Operation.Condition.Always _ -> request;
            case Operation.Condition.Absent _ -> request.header("If-None-Match", "*");
            case Operation.Condition.Is is -> request.header("If-Match", "\"" + etags.get(is.expected()) + "\"");
        };
    }

    private HttpRequest.Builder request(String keyAndQuery) {
        String separator = keyAndQuery.startsWith("?") ? "" : "/";
        return HttpRequest.newBuilder(URI.create(bucket() + separator + keyAndQuery))
                .timeout(requestLimit)
                .header("X-Api-Key", NodeProcess.API_KEY);
    }

    private String bucket() {
        return buckets.size() == 1
                ? buckets.getFirst()
                : buckets.get(ThreadLocalRandom.current().nextInt(buckets.size()));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (ConnectException | HttpConnectTimeoutException unreachable) {
            throw new NothingDone("not sent");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private static String etag(HttpResponse<byte[]> response) {
        return response.headers().firstValue("ETag").orElseThrow().replace("\"", "");
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
