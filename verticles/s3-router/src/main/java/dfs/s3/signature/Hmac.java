package dfs.s3.signature;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The hashes that signatures are made of. */
final class Hmac {

    static final String SHA256 = "HmacSHA256";
    static final String SHA1 = "HmacSHA1";

    private Hmac() {}

    /** A code generator for {@code key}. */
    static Mac of(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this JDK has no " + key.getAlgorithm(), e);
        }
    }

    /** A key of these bytes. */
    static SecretKeySpec key(byte[] bytes) {
        return new SecretKeySpec(bytes, SHA256);
    }

    /** The code of a text in UTF-8, in lower-case hexadecimal. */
    static String hex(SecretKeySpec key, String text) {
        return HexFormat.of().formatHex(of(key).doFinal(utf8(text)));
    }

    /** The code of a text in UTF-8. */
    static byte[] bytes(SecretKeySpec key, String text) {
        return of(key).doFinal(utf8(text));
    }

    /** The SHA-256 in lower-case hexadecimal. */
    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    /** Whether two texts are the same, in a time that does not depend on where they differ. */
    static boolean isSame(String computed, String sent) {
        return MessageDigest.isEqual(utf8(computed), utf8(sent));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
