package dfs.metadata.form;

import dfs.core.Bytes;
import dfs.core.CanIgnoreReturnValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.function.BiConsumer;

/** Writes binary forms: whole numbers as LEB128, lengths before texts and lists. Grows as needed; used by one thread. */
@CanIgnoreReturnValue
public final class ByteWriter {

    private byte[] array = new byte[256];
    private int length;

    /** One octet, 0 to 255. */
    public ByteWriter octet(int value) {
        grow(1);
        array[length++] = (byte) value;
        return this;
    }

    /** A whole number; small ones are short, negative ones take ten octets. */
    public ByteWriter number(long value) {
        grow(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            array[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[length++] = (byte) rest;
        return this;
    }

    /** Eight octets, big-endian. */
    public ByteWriter fixed(long value) {
        grow(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            array[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** One constant of an enum, by its ordinal: the order of its constants is part of the form. */
    @SuppressWarnings("EnumOrdinal")
    public ByteWriter constant(Enum<?> value) {
        return number(value.ordinal());
    }

    /** A truth value. */
    public ByteWriter flag(boolean value) {
        return octet(value ? 1 : 0);
    }

    /** Text in UTF-8, its length first. */
    public ByteWriter text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes, their number first. */
    public ByteWriter bytes(byte[] bytes) {
        return number(bytes.length).raw(bytes);
    }

    /** Bytes as they are. */
    public ByteWriter raw(byte[] bytes) {
        grow(bytes.length);
        System.arraycopy(bytes, 0, array, length, bytes.length);
        length += bytes.length;
        return this;
    }

    /** Bytes, their number first. */
    public ByteWriter bytes(Bytes bytes) {
        return bytes(bytes.array());
    }

    /** A map of texts in its order. */
    public ByteWriter map(SortedMap<String, String> map) {
        number(map.size());
        for (Map.Entry<String, String> entry : map.entrySet()) {
            text(entry.getKey()).text(entry.getValue());
        }
        return this;
    }

    /** A value that may be absent. */
    public <T> ByteWriter optional(Optional<T> value, BiConsumer<ByteWriter, T> form) {
        flag(value.isPresent());
        value.ifPresent(present -> form.accept(this, present));
        return this;
    }

    /** A number that may be absent. */
    public ByteWriter optional(OptionalLong value) {
        flag(value.isPresent());
        value.ifPresent(this::number);
        return this;
    }

    /** A list, its length first. */
    public <T> ByteWriter list(Collection<T> list, BiConsumer<ByteWriter, T> form) {
        number(list.size());
        for (T element : list) {
            form.accept(this, element);
        }
        return this;
    }

    /** How many bytes were written. */
    public int length() {
        return length;
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(array, length);
    }

    private void grow(int more) {
        if (array.length - length < more) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, length + more));
        }
    }
}
