package dfs.s3;

import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests with Signature Version 4 as a client does. It is written from AWS's pages and shares no code with what
 * verifies, so that both can be wrong only in different ways.
 *
 * @param accessKeyId the access key
 * @param secret its secret key
 * @param region the region signed for
 * @param time when it is signed
 */
public record TestSigner(String accessKeyId, String secret, String region, Instant time) {

    /** Stands for a body that is not signed. */
    public static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    /** Stands for chunks that are signed. */
    public static final String STREAMING = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

    /** Stands for chunks and trailing headers that are signed. */
    public static final String STREAMING_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";

    /** Stands for chunks that are not signed, with trailing headers. */
    public static final String STREAMING_UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    /** This signer at another time. */
    public TestSigner at(Instant otherTime) {
        return new TestSigner(accessKeyId, secret, region, otherTime);
    }

    /**
     * Signs in the header.
     *
     * @param path encoded
     * @param query encoded; empty for none
     * @param headers those to be signed, {@code host} among them
     * @param payload SHA-256 in hexadecimal, or one of the constants
     * @return all headers to be sent, in lower case
     */
    public Map<String, String> sign(
            String method, String path, String query, Map<String, String> headers, String payload) {
        TreeMap<String, String> signed = new TreeMap<>();
        headers.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value));
        signed.put("x-amz-date", timestamp());
        signed.put("x-amz-content-sha256", payload);
        String names = String.join(";", signed.keySet());
        String signature = signature(method, path, query, signed, payload);
        signed.put(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=" + accessKeyId + "/" + scope() + ", SignedHeaders=" + names
                        + ", Signature=" + signature);
        return signed;
    }

    /** Presigns: the query to be sent. */
    public String presign(String method, String path, String query, Map<String, String> headers, long expiresSeconds) {
        TreeMap<String, String> signed = new TreeMap<>();
        headers.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value));
        String whole = (query.isEmpty() ? "" : query + "&")
                + "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + encode(accessKeyId + "/" + scope())
                + "&X-Amz-Date=" + timestamp() + "&X-Amz-Expires=" + expiresSeconds + "&X-Amz-SignedHeaders="
                + encode(String.join(";", signed.keySet()));
        return whole + "&X-Amz-Signature=" + signature(method, path, whole, signed, UNSIGNED);
    }

    /** Signs a form's policy, already in base64. */
    public String signPolicy(String policy) {
        return HexFormat.of().formatHex(hmac(key(), policy));
    }

    /** Signs a form's policy the old way. */
    public String signPolicyTheOldWay(String policy) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(policy.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Encodes a body in signed chunks.
     *
     * @param signedHeaders what {@link #sign} returned
     * @param trailers trailing headers in lower case; empty for a body without
     */
    public byte[] chunks(byte[] body, int chunkBytes, Map<String, String> signedHeaders, Map<String, String> trailers) {
        String authorization = signedHeaders.getOrDefault("authorization", "");
        String previous = authorization.substring(authorization.indexOf("Signature=") + 10);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; ; at += chunkBytes) {
            byte[] chunk = Arrays.copyOfRange(body, Math.min(at, body.length), Math.min(at + chunkBytes, body.length));
            previous = HexFormat.of()
                    .formatHex(hmac(
                            key(),
                            "AWS4-HMAC-SHA256-PAYLOAD\n" + timestamp() + "\n" + scope() + "\n" + previous + "\n"
                                    + sha256(new byte[0]) + "\n" + sha256(chunk)));
            write(out, Integer.toHexString(chunk.length) + ";chunk-signature=" + previous + "\r\n");
            out.writeBytes(chunk);
            if (chunk.length == 0) {
                break;
            }
            write(out, "\r\n");
        }
        if (!trailers.isEmpty()) {
            StringBuilder canonical = new StringBuilder();
            trailers.forEach((name, value) ->
                    canonical.append(name).append(':').append(value).append('\n'));
            trailers.forEach((name, value) -> write(out, name + ":" + value + "\r\n"));
            String hash = sha256(canonical.toString().getBytes(StandardCharsets.UTF_8));
            write(
                    out,
                    "x-amz-trailer-signature:"
                            + HexFormat.of()
                                    .formatHex(hmac(
                                            key(),
                                            "AWS4-HMAC-SHA256-TRAILER\n" + timestamp() + "\n" + scope() + "\n"
                                                    + previous + "\n" + hash))
                            + "\r\n");
        }
        write(out, "\r\n");
        return out.toByteArray();
    }

    /** Encodes a body in chunks that are not signed. */
    public static byte[] plainChunks(byte[] body, int chunkBytes, Map<String, String> trailers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < body.length; at += chunkBytes) {
            int length = Math.min(chunkBytes, body.length - at);
            write(out, Integer.toHexString(length) + "\r\n");
            out.write(body, at, length);
            write(out, "\r\n");
        }
        write(out, "0\r\n");
        trailers.forEach((name, value) -> write(out, name + ":" + value + "\r\n"));
        write(out, "\r\n");
        return out.toByteArray();
    }

    /** The SHA-256 in lower-case hexadecimal. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Percent-encodes all but letters, digits and {@code -._~}. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** The time signed at, in the long form. */
    public String timestamp() {
        return DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(time);
    }

    /** What the signature is good for. */
    public String scope() {
        return timestamp().substring(0, 8) + "/" + region + "/s3/aws4_request";
    }

    private String signature(
            String method, String path, String query, TreeMap<String, String> headers, String payload) {
        List<String> parameters = new ArrayList<>();
        for (String each : query.split("&", 0)) {
            if (!each.isEmpty()) {
                String[] pair = each.split("=", 2);
                String value = pair.length == 1 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8);
                parameters.add(encode(URLDecoder.decode(pair[0], StandardCharsets.UTF_8)) + "=" + encode(value));
            }
        }
        // By name first: a name that goes on where another ends comes behind it, whatever it goes on with.
        parameters.sort(Comparator.comparing((String each) -> each.substring(0, each.indexOf('=')))
                .thenComparing(Comparator.naturalOrder()));
        StringBuilder canonical = new StringBuilder(method + "\n" + path + "\n" + String.join("&", parameters) + "\n");
        headers.forEach((name, value) -> canonical
                .append(name)
                .append(':')
                .append(value.strip().replaceAll(" +", " "))
                .append('\n'));
        canonical
                .append('\n')
                .append(String.join(";", headers.keySet()))
                .append('\n')
                .append(payload);
        String hash = sha256(canonical.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hmac(key(), "AWS4-HMAC-SHA256\n" + timestamp() + "\n" + scope() + "\n" + hash));
    }

    private byte[] key() {
        byte[] key = hmac(
                ("AWS4" + secret).getBytes(StandardCharsets.UTF_8), timestamp().substring(0, 8));
        return hmac(hmac(hmac(key, region), "s3"), "aws4_request");
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
