package dfs.protocol.wire;

import dfs.core.Bytes;
import dfs.core.CanIgnoreReturnValue;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;

/** Writes one message. */
final class WireWriter {

    private static final int ROOM_BYTES = 512;

    private final WireTypes types;
    private final Map<Class<?>, Integer> numbers = new HashMap<>();
    private byte[] bytes = new byte[ROOM_BYTES];
    private int length;

    WireWriter(WireTypes types) {
        this.types = types;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    void value(Object value, int depth) {
        if (depth > Tag.DEPTH_MAX) {
            throw new WireException("values stand more than " + Tag.DEPTH_MAX + " deep in one another");
        }
        switch (value) {
            case Boolean flag -> tag(flag ? Tag.TRUE : Tag.FALSE);
            case Integer number -> tag(Tag.INT).signed(number);
            case Long number -> tag(Tag.LONG).signed(number);
            case Double number -> tag(Tag.DOUBLE).fixed(Double.doubleToLongBits(number));
            case String text -> tag(Tag.STRING).text(text);
            case Bytes some -> tag(Tag.BYTES).sized(some.array());
            case OptionalInt number when number.isPresent() -> tag(Tag.SOME_INT).signed(number.getAsInt());
            case OptionalInt none -> tag(Tag.NO_INT);
            case OptionalLong number
            when number.isPresent() -> tag(Tag.SOME_LONG).signed(number.getAsLong());
            case OptionalLong none -> tag(Tag.NO_LONG);
            case Optional<?> some when some.isPresent() -> tag(Tag.SOME).value(some.get(), depth + 1);
            case Optional<?> none -> tag(Tag.NONE);
            case List<?> list -> tag(Tag.LIST).elements(list, depth);
            case Set<?> set -> tag(Tag.SET).elements(set, depth);
            case SortedMap<?, ?> map -> sortedMap(map, depth);
            case Map<?, ?> map -> tag(Tag.MAP).entries(map, depth);
            case Enum<?> constant -> constant(constant);
            case Record record -> record(record, depth);
            default -> throw new WireException(value.getClass().getName() + " has no wire form");
        }
    }

    void raw(byte[] some) {
        ensure(some.length);
        System.arraycopy(some, 0, bytes, length, some.length);
        length += some.length;
    }

    private void record(Record record, int depth) {
        RecordShape shape = types.shape(record.getClass())
                .orElseThrow(() ->
                        new WireException(record.getClass().getName() + " is not among the types that may travel"));
        tag(Tag.RECORD);
        if (isIntroduced(record.getClass(), shape.name())) {
            unsigned(shape.fields().size());
            shape.fields().forEach(this::text);
        }
        for (int i = 0; i < shape.fields().size(); i++) {
            Object field = shape.get(record, i);
            if (field == null) {
                throw new WireException(shape.name() + "." + shape.fields().get(i) + " is null");
            }
            value(field, depth + 1);
        }
    }

    private void constant(Enum<?> constant) {
        Class<?> type = constant.getDeclaringClass();
        if (types.constants(type).isEmpty()) {
            throw new WireException(type.getName() + " is not among the types that may travel");
        }
        tag(Tag.ENUM);
        boolean _ = isIntroduced(type, WireTypes.name(type));
        text(constant.name());
    }

    /** Writes the number of a type, and where it is new also its name. */
    private boolean isIntroduced(Class<?> type, String name) {
        Integer known = numbers.putIfAbsent(type, numbers.size());
        if (known != null) {
            unsigned(known);
            return false;
        }
        unsigned(numbers.size() - 1L);
        text(name);
        return true;
    }

    private void sortedMap(SortedMap<?, ?> map, int depth) {
        if (map.comparator() != null) {
            throw new WireException("a map with an order of its own has no wire form");
        }
        tag(Tag.SORTED_MAP).entries(map, depth);
    }

    private void elements(Collection<?> elements, int depth) {
        unsigned(elements.size());
        for (Object element : elements) {
            value(element, depth + 1);
        }
    }

    private void entries(Map<?, ?> map, int depth) {
        unsigned(map.size());
        map.forEach((key, value) -> {
            value(key, depth + 1);
            value(value, depth + 1);
        });
    }

    @CanIgnoreReturnValue
    private WireWriter tag(int tag) {
        ensure(1);
        bytes[length++] = (byte) tag;
        return this;
    }

    private void text(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            unsigned(encoded.remaining());
            ensure(encoded.remaining());
            int size = encoded.remaining();
            encoded.get(bytes, length, size);
            length += size;
        } catch (CharacterCodingException e) {
            throw new WireException("a text with half a character has no wire form", e);
        }
    }

    private void sized(byte[] some) {
        unsigned(some.length);
        raw(some);
    }

    private void fixed(long value) {
        ensure(Long.BYTES);
        ByteBuffer.wrap(bytes, length, Long.BYTES).putLong(value);
        length += Long.BYTES;
    }

    /** Small numbers of either sign are short. */
    private void signed(long value) {
        unsigned((value << 1) ^ (value >> 63));
    }

    /** Seven bits at a time, the lowest first. */
    private void unsigned(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    private void ensure(int more) {
        if (more > WireForm.LENGTH_BYTES_MAX - length) {
            throw new WireException("a message is longer than " + WireForm.LENGTH_BYTES_MAX + " bytes");
        }
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }
}
