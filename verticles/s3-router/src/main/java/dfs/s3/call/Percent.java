package dfs.s3.call;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Percent-decoding, once and strictly: {@code %2F} becomes a slash and stays a part of the key, {@code %00} a zero byte.
 * What is not two hexadecimal digits, or not UTF-8 afterwards, is {@code InvalidURI}.
 */
public final class Percent {

    private Percent() {}

    /** Decodes a part of a path, in which a plus is a plus. */
    public static String decodePath(String raw, int from, int to) {
        return decode(raw, from, to, false);
    }

    /** Decodes a part of a query, in which a plus is a space. */
    public static String decodeQuery(String raw, int from, int to) {
        return decode(raw, from, to, true);
    }

    private static String decode(String raw, int from, int to, boolean plusIsSpace) {
        for (int i = from; i < to; i++) {
            char c = raw.charAt(i);
            if (c == '%' || c >= 0x80 || (plusIsSpace && c == '+')) {
                return decodeBytes(raw, from, to, plusIsSpace);
            }
        }
        return raw.substring(from, to);
    }

    private static String decodeBytes(String raw, int from, int to, boolean plusIsSpace) {
        byte[] bytes = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int high = i + 2 < to ? Character.digit(raw.charAt(i + 1), 16) : -1;
                int low = high < 0 ? -1 : Character.digit(raw.charAt(i + 2), 16);
                if (low < 0 || raw.charAt(i + 1) >= 0x80 || raw.charAt(i + 2) >= 0x80) {
                    throw new S3Failure(ErrorCode.INVALID_URI);
                }
                bytes[length++] = (byte) (high << 4 | low);
                i += 2;
            } else if (c > 0xFF) {
                throw new S3Failure(ErrorCode.INVALID_URI);
            } else {
                // The HTTP decoder hands bytes over as Latin-1: raw UTF-8 in a URI passes through as it came.
                bytes[length++] = (byte) (plusIsSpace && c == '+' ? ' ' : c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new S3Failure(ErrorCode.INVALID_URI);
        }
    }
}
