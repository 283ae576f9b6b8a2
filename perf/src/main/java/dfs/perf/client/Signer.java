package dfs.perf.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;

/**
 * Signs requests with AWS Signature Version 4. Used by one thread; costs a few microseconds a request, as the key of the day is
 * kept.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">Signature calculations</a>
 */
public final class Signer {

    static final String STREAMING = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final HexFormat HEX = HexFormat.of();

    private final Endpoint endpoint;
    private final MessageDigest sha256 = Hex.sha256();
    private long second = -1;
    private String time = "";
    private String scope = "";
    private Mac mac = Hex.hmac(new byte[1]);

    public Signer(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * A signed head.
     *
     * @param text the whole head, with its empty line
     * @param signature of the head, which the first chunk's signature builds on
     */
    public record Head(String text, String signature) {}

    /** The head of a request at a time. */
    public Head sign(Request request, PayloadMode mode, Instant now) {
        at(now);
        SortedMap<String, String> headers = new TreeMap<>(request.headers());
        headers.put("host", endpoint.authority());
        headers.put("x-amz-date", time);
        long length = request.body().map(Body::sizeBytes).orElse(0L);
        boolean streams = mode == PayloadMode.STREAMING && length > 0;
        String payload = payloadHash(request, mode, streams);
        headers.put("x-amz-content-sha256", payload);
        if (streams) {
            headers.put("content-encoding", "aws-chunked");
            headers.put("x-amz-decoded-content-length", Long.toString(length));
        }
        String names = String.join(";", headers.keySet());
        String signature = signature(request, headers, names, payload);
        return new Head(head(request, headers, names, signature, streams), signature);
    }

    private static String payloadHash(Request request, PayloadMode mode, boolean streams) {
        if (streams) {
            return STREAMING;
        }
        return mode == PayloadMode.UNSIGNED
                ? "UNSIGNED-PAYLOAD"
                : request.body().map(Body::sha256).orElse(Body.EMPTY_SHA256);
    }

    private String signature(Request request, SortedMap<String, String> headers, String names, String payload) {
        StringBuilder canonical = new StringBuilder(512);
        canonical.append(request.method()).append('\n').append(request.path()).append('\n');
        canonical.append(request.query()).append('\n');
        for (Map.Entry<String, String> each : headers.entrySet()) {
            canonical.append(each.getKey()).append(':').append(each.getValue()).append('\n');
        }
        canonical.append('\n').append(names).append('\n').append(payload);
        String hash = HEX.formatHex(sha256.digest(bytes(canonical.toString())));
        return HEX.formatHex(mac.doFinal(bytes("AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + hash)));
    }

    private String head(
            Request request, SortedMap<String, String> headers, String names, String signature, boolean streams) {
        StringBuilder text = new StringBuilder(768);
        text.append(request.method()).append(' ').append(request.path());
        if (!request.query().isEmpty()) {
            text.append('?').append(request.query());
        }
        text.append(" HTTP/1.1\r\n");
        for (Map.Entry<String, String> each : headers.entrySet()) {
            text.append(each.getKey()).append(": ").append(each.getValue()).append("\r\n");
        }
        if (request.body().isPresent()
                || request.method().equals("PUT")
                || request.method().equals("POST")) {
            long length = request.body()
                    .map(body -> streams ? ChunkedFrames.encodedBytes(body) : body.sizeBytes())
                    .orElse(0L);
            text.append("content-length: ").append(length).append("\r\n");
        }
        text.append("authorization: AWS4-HMAC-SHA256 Credential=").append(endpoint.accessKey());
        text.append('/').append(scope).append(", SignedHeaders=").append(names);
        return text.append(", Signature=").append(signature).append("\r\n\r\n").toString();
    }

    /** The signature of a chunk that follows one signed {@code previous}. */
    String signChunk(String previous, String chunkSha256) {
        return HEX.formatHex(mac.doFinal(bytes("AWS4-HMAC-SHA256-PAYLOAD\n" + time + "\n" + scope + "\n" + previous
                + "\n" + Body.EMPTY_SHA256 + "\n" + chunkSha256)));
    }

    private void at(Instant now) {
        if (now.getEpochSecond() == second) {
            return;
        }
        second = now.getEpochSecond();
        time = TIME.format(now);
        String day = time.substring(0, 8);
        String dayScope = day + "/" + endpoint.region() + "/s3/aws4_request";
        if (!dayScope.equals(scope)) {
            scope = dayScope;
            byte[] key = Hex.hmac(bytes("AWS4" + endpoint.secretKey()), day);
            key = Hex.hmac(Hex.hmac(Hex.hmac(key, endpoint.region()), "s3"), "aws4_request");
            mac = Hex.hmac(key);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
