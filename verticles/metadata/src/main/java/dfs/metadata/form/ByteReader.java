package dfs.metadata.form;

import dfs.core.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads what {@link ByteWriter} wrote. Bytes that cannot have been written fail with {@link IllegalArgumentException}. */
public final class ByteReader {

    private final byte[] array;
    private int position;

    /** Reads {@code array} from its beginning. */
    public ByteReader(byte[] array) {
        this.array = array;
    }

    /** One octet. */
    public int octet() {
        need(1);
        return array[position++] & 0xFF;
    }

    /** A whole number. */
    public long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = octet();
            value |= (long) (octet & 0x7F) << shift;
            if ((octet & 0x80) == 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number is longer than ten octets");
    }

    /** A whole number that counts or fits an int. */
    public int integer() {
        long value = number();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("number " + value + " is out of range");
        }
        return (int) value;
    }

    /** Eight octets, big-endian. */
    public long fixed() {
        need(Long.BYTES);
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = (value << 8) | (array[position++] & 0xFF);
        }
        return value;
    }

    /** A truth value. */
    public boolean flag() {
        return octet() != 0;
    }

    /** Text. */
    public String text() {
        int length = integer();
        need(length);
        String text = new String(array, position, length, StandardCharsets.UTF_8);
        position += length;
        return text;
    }

    /** Bytes. */
    public Bytes bytes() {
        int length = integer();
        need(length);
        Bytes bytes = Bytes.copyOf(array, position, length);
        position += length;
        return bytes;
    }

    /** A map of texts. */
    public SortedMap<String, String> map() {
        SortedMap<String, String> map = new TreeMap<>();
        for (int left = integer(); left > 0; left--) {
            map.put(text(), text());
        }
        return map;
    }

    /** A value that may be absent. */
    public <T> Optional<T> optional(Function<ByteReader, T> form) {
        return flag() ? Optional.of(form.apply(this)) : Optional.empty();
    }

    /** A number that may be absent. */
    public OptionalLong optionalNumber() {
        return flag() ? OptionalLong.of(number()) : OptionalLong.empty();
    }

    /** A list. */
    public <T> List<T> list(Function<ByteReader, T> form) {
        int size = integer();
        List<T> list = new ArrayList<>(Math.min(size, array.length - position));
        for (int left = size; left > 0; left--) {
            list.add(form.apply(this));
        }
        return list;
    }

    /** One constant of an enum, stored by its ordinal. */
    public <E extends Enum<E>> E constant(E[] values) {
        int ordinal = integer();
        if (ordinal >= values.length) {
            throw new IllegalArgumentException("no constant " + ordinal);
        }
        return values[ordinal];
    }

    /** Whether all was read. */
    public boolean isAtEnd() {
        return position == array.length;
    }

    private void need(int bytes) {
        if (bytes < 0 || array.length - position < bytes) {
            throw new IllegalArgumentException("the form ends early");
        }
    }
}
