package dfs.core;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable sequence of bytes with value equality, ordered as unsigned bytes (the order of an index key).
 *
 * <p>{@link #wrap} takes ownership of the array: the caller must not change it afterwards. {@link #array()} lends the
 * inner array to readers that promise the same.
 */
public final class Bytes implements Comparable<Bytes> {

    /** No bytes at all. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** Wraps {@code array} without copying; ownership passes to the result. */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array);
    }

    /** Copies {@code length} bytes of {@code array} from {@code offset}. */
    public static Bytes copyOf(byte[] array, int offset, int length) {
        return wrap(Arrays.copyOfRange(array, offset, offset + length));
    }

    /** Number of bytes. */
    public int length() {
        return array.length;
    }

    /** The inner array, lent: read it, never write it. */
    public byte[] array() {
        return array;
    }

    /** A read-only view positioned at the first byte. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(array).asReadOnlyBuffer();
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(array, that.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    /** Lower-case hexadecimal text. */
    public String hex() {
        return HexFormat.of().formatHex(array);
    }

    @Override
    public String toString() {
        return array.length <= 64 ? hex() : array.length + " bytes";
    }
}
