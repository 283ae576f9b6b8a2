package dfs.protocol.wire;

import dfs.core.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Reads one message. Trusts nothing in it: whatever it is, this gives a value or a {@link WireException}. */
final class WireReader {

    private final WireTypes types;
    private final byte[] bytes;
    private final List<Introduced> introduced = new ArrayList<>();
    private int at;

    WireReader(WireTypes types, byte[] bytes) {
        this.types = types;
        this.bytes = bytes;
    }

    /** A type that the message named; {@code fields} are those of the writer. */
    private record Introduced(String name, boolean isRecord, List<String> fields) {}

    void head(byte[] expected) {
        int magic = expected.length - 1;
        for (int i = 0; i < magic; i++) {
            if (at + i >= bytes.length || bytes[at + i] != expected[i]) {
                throw new WireException("this is no message of the bus");
            }
        }
        at = magic;
        int version = octet();
        if (version != expected[magic]) {
            throw new WireException("a message of version " + version + "; this node reads " + expected[magic]);
        }
    }

    void end() {
        if (at != bytes.length) {
            throw new WireException((bytes.length - at) + " bytes stand behind the end of the message");
        }
    }

    Object value(int depth) {
        if (depth > Tag.DEPTH_MAX) {
            throw new WireException("values stand more than " + Tag.DEPTH_MAX + " deep in one another");
        }
        int tag = octet();
        return switch (tag) {
            case Tag.FALSE -> false;
            case Tag.TRUE -> true;
            case Tag.INT -> narrow(signed());
            case Tag.LONG -> signed();
            case Tag.DOUBLE -> Double.longBitsToDouble(fixed());
            case Tag.STRING -> text();
            case Tag.BYTES -> Bytes.wrap(sized());
            case Tag.NONE -> Optional.empty();
            case Tag.SOME -> Optional.of(value(depth + 1));
            case Tag.NO_INT -> OptionalInt.empty();
            case Tag.SOME_INT -> OptionalInt.of(narrow(signed()));
            case Tag.NO_LONG -> OptionalLong.empty();
            case Tag.SOME_LONG -> OptionalLong.of(signed());
            case Tag.LIST -> Collections.unmodifiableList(elements(depth));
            case Tag.SET -> set(depth);
            case Tag.MAP -> Collections.unmodifiableMap(entries(depth));
            case Tag.SORTED_MAP -> sortedMap(depth);
            case Tag.RECORD -> record(depth);
            case Tag.ENUM -> constant();
            default -> throw new WireException("tag " + tag + " is not known");
        };
    }

    private Object record(int depth) {
        Introduced type = introduced(true);
        Map<String, Object> values = new HashMap<>();
        for (String field : type.fields()) {
            if (values.put(field, value(depth + 1)) != null) {
                throw new WireException(type.name() + " names its field " + field + " twice");
            }
        }
        Optional<RecordShape> shape = types.find(type.name()).flatMap(types::shape);
        return shape.isPresent() ? shape.get().make(values) : new Fit.Unknown(type.name());
    }

    private Object constant() {
        Introduced type = introduced(false);
        String name = text();
        Object constant = types.find(type.name())
                .flatMap(types::constants)
                .map(constants -> constants.get(name))
                .orElse(null);
        return constant == null ? new Fit.Unknown(type.name() + "." + name) : constant;
    }

    private Introduced introduced(boolean isRecord) {
        long named = unsigned();
        if (named < 0 || named > introduced.size()) {
            throw new WireException("type number " + named + " was not introduced");
        }
        int number = (int) named;
        if (number == introduced.size()) {
            String name = text();
            List<String> fields = new ArrayList<>();
            int count = isRecord ? size() : 0;
            for (int i = 0; i < count; i++) {
                fields.add(text());
            }
            introduced.add(new Introduced(name, isRecord, fields));
        }
        Introduced type = introduced.get(number);
        if (type.isRecord() != isRecord) {
            throw new WireException(type.name() + " is both a record and a constant");
        }
        return type;
    }

    private List<Object> elements(int depth) {
        int count = size();
        List<Object> elements = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            elements.add(value(depth + 1));
        }
        return elements;
    }

    private Set<Object> set(int depth) {
        List<Object> elements = elements(depth);
        Set<Object> set = new LinkedHashSet<>(elements);
        if (set.size() != elements.size()) {
            throw new WireException("a set has an element twice");
        }
        return Collections.unmodifiableSet(set);
    }

    private Map<Object, Object> entries(int depth) {
        int count = size();
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            if (map.put(value(depth + 1), value(depth + 1)) != null) {
                throw new WireException("a map has a key twice");
            }
        }
        return map;
    }

    private Map<Object, Object> sortedMap(int depth) {
        try {
            return Collections.unmodifiableSortedMap(new TreeMap<>(entries(depth)));
        } catch (ClassCastException e) {
            throw new WireException("the keys of a sorted map have no order", e);
        }
    }

    private int octet() {
        if (at >= bytes.length) {
            throw new WireException("the message is cut off");
        }
        return bytes[at++] & 0xFF;
    }

    private String text() {
        int length = size();
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, at, length))
                    .toString();
            at += length;
            return text;
        } catch (CharacterCodingException e) {
            throw new WireException("a text is not in UTF-8", e);
        }
    }

    private byte[] sized() {
        int length = size();
        byte[] some = new byte[length];
        System.arraycopy(bytes, at, some, 0, length);
        at += length;
        return some;
    }

    private long fixed() {
        if (bytes.length - at < Long.BYTES) {
            throw new WireException("the message is cut off");
        }
        long value = ByteBuffer.wrap(bytes, at, Long.BYTES).getLong();
        at += Long.BYTES;
        return value;
    }

    private int narrow(long value) {
        if (value != (int) value) {
            throw new WireException("a number of 32 bits is " + value);
        }
        return (int) value;
    }

    private long signed() {
        long value = unsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    /** A count of things of which each takes a byte at least: more than there are bytes is a lie. */
    private int size() {
        long size = unsigned();
        if (size < 0 || size > bytes.length - at) {
            throw new WireException("the message is cut off");
        }
        return (int) size;
    }

    private long unsigned() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int octet = octet();
            value |= (octet & 0x7FL) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw new WireException("a number is longer than 64 bits");
    }
}
