package dfs.core.name;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The key of an object: any text of 1 to 1,024 bytes in UTF-8, ordered by those bytes. Nothing in it has a meaning to
 * this system: {@code ..}, {@code //} and control characters are ordinary.
 *
 * @param text the key, decoded
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html">Naming Amazon S3 objects</a>
 */
public record ObjectKey(String text) implements Comparable<ObjectKey> {

    /** The longest key, in bytes of UTF-8. */
    public static final int LENGTH_BYTES_MAX = 1024;

    /** The most bytes of UTF-8 that one char of a text takes. */
    private static final int CHAR_BYTES_MAX = 3;

    /** Checks the length; the caller answers {@code KeyTooLongError} before it comes here. */
    public ObjectKey {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("an object key is empty");
        }
        if (text.length() > LENGTH_BYTES_MAX / CHAR_BYTES_MAX && utf8(text).length > LENGTH_BYTES_MAX) {
            throw new IllegalArgumentException("an object key is longer than " + LENGTH_BYTES_MAX + " bytes");
        }
    }

    /** The key's bytes in UTF-8, a fresh array. */
    public byte[] utf8() {
        return utf8(text);
    }

    @Override
    public int compareTo(ObjectKey other) {
        return Arrays.compareUnsigned(utf8(), other.utf8());
    }

    @Override
    public String toString() {
        return text;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
