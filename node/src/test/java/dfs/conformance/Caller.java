package dfs.conformance;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Who sends a request, and signs it with Signature Version 4.
 *
 * @param accessKey the access key
 * @param secretKey its secret
 */
record Caller(String accessKey, String secretKey) {

    static final String REGION = "us-east-1";

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** The signature of a request whose path and parameters are encoded already. */
    String signature(
            String method,
            String path,
            Collection<String> parameters,
            SortedMap<String, String> headers,
            String payload,
            Instant time) {
        List<String> sorted = new ArrayList<>();
        parameters.forEach(each -> sorted.add(each.contains("=") ? each : each + "="));
        sorted.sort(Comparator.comparing((String each) -> each.substring(0, each.indexOf('=')))
                .thenComparing(Comparator.naturalOrder()));
        StringBuilder canonical = new StringBuilder(method + "\n" + path + "\n" + String.join("&", sorted) + "\n");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            canonical
                    .append(header.getKey())
                    .append(':')
                    .append(header.getValue().strip().replaceAll(" +", " "))
                    .append('\n');
        }
        canonical
                .append('\n')
                .append(String.join(";", headers.keySet()))
                .append('\n')
                .append(payload);
        return sign(
                "AWS4-HMAC-SHA256\n" + timestamp(time) + "\n" + scope(time) + "\n" + sha256(utf8(canonical.toString())),
                time);
    }

    /** Signs any text: a form's policy, or a chunk's description. */
    String sign(String text, Instant time) {
        byte[] day = hmac(utf8("AWS4" + secretKey), timestamp(time).substring(0, 8));
        byte[] key = hmac(hmac(hmac(day, REGION), "s3"), "aws4_request");
        return HexFormat.of().formatHex(hmac(key, text));
    }

    static String timestamp(Instant time) {
        return TIMESTAMP.format(time);
    }

    static String scope(Instant time) {
        return timestamp(time).substring(0, 8) + "/" + REGION + "/s3/aws4_request";
    }

    static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest("SHA-256", bytes));
    }

    /** Percent-encodes all but letters, digits and {@code -._~}. */
    static String percent(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(utf8(text));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
