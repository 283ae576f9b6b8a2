package dfs.s3.signature;

import java.nio.charset.StandardCharsets;

/**
 * Percent-encoding as signatures have it: {@code A-Z a-z 0-9 - . _ ~} stay, every other byte of UTF-8 becomes {@code %XX} in
 * upper case.
 */
final class UriEncoding {

    private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private UriEncoding() {}

    /** Encodes a name or value of a query. */
    static String encode(String text) {
        return encode(text, false);
    }

    /** Encodes a path, in which slashes stay. */
    static String encodePath(String path) {
        return encode(path, true);
    }

    private static String encode(String text, boolean keepsSlash) {
        int clean = 0;
        while (clean < text.length() && isKept(text.charAt(clean), keepsSlash)) {
            clean++;
        }
        if (clean == text.length()) {
            return text;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] encoded = new byte[3 * utf8.length];
        int length = 0;
        for (byte each : utf8) {
            if (isKept((char) (each & 0xFF), keepsSlash)) {
                encoded[length++] = each;
            } else {
                encoded[length++] = '%';
                encoded[length++] = DIGITS[(each >> 4) & 0xF];
                encoded[length++] = DIGITS[each & 0xF];
            }
        }
        return new String(encoded, 0, length, StandardCharsets.US_ASCII);
    }

    private static boolean isKept(char c, boolean keepsSlash) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~'
                || (c == '/' && keepsSlash);
    }
}
