package dfs.protocol.wire;

import dfs.core.Bytes;
import dfs.core.name.BucketName;
import dfs.core.name.ObjectKey;
import dfs.protocol.Consistency;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Values of any type that has a wire form, out of dice. */
final class Arbitrary {

    /** A record may refuse what the dice give; one that refuses this often needs a case of its own here. */
    private static final int ATTEMPTS = 200;

    private static final List<String> TEXTS =
            List.of("", "a", "null", "Zürich", "\u0000\u001f", "日本語", "👩‍🚀", "x".repeat(300), "a/b//..", "*");

    private static final List<Type> ANYTHING =
            List.of(String.class, Long.class, Integer.class, Boolean.class, Bytes.class, ObjectKey.class);

    private final Random dice;

    Arbitrary(long seed) {
        this.dice = new Random(seed);
    }

    Object of(Type type) {
        return switch (type) {
            case Class<?> plain -> ofClass(plain);
            case ParameterizedType generic ->
                ofGeneric((Class<?>) generic.getRawType(), generic.getActualTypeArguments());
            case TypeVariable<?> variable -> of(pick(ANYTHING));
            default -> of(pick(ANYTHING));
        };
    }

    private Object ofClass(Class<?> type) {
        if (type.isEnum()) {
            return pick(List.of(type.getEnumConstants()));
        }
        if (type.isSealed()) {
            return of(pick(List.of(type.getPermittedSubclasses())));
        }
        return switch (type.getSimpleName()) {
            case "boolean", "Boolean" -> dice.nextBoolean();
            case "int", "Integer" -> (int) number(dice.nextInt());
            case "long", "Long" -> number(dice.nextLong());
            case "double", "Double" -> dice.nextInt(8) == 0 ? Double.NaN : dice.nextGaussian();
            case "String" -> pick(TEXTS) + (dice.nextBoolean() ? "" : Integer.toHexString(dice.nextInt()));
            case "Bytes" -> bytes();
            case "OptionalInt" -> dice.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(dice.nextInt());
            case "OptionalLong" -> dice.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(dice.nextLong());
            case "Object" -> of(pick(ANYTHING));
            case "BucketName" -> new BucketName("bucket-" + Integer.toHexString(dice.nextInt()));
            case "ObjectKey" -> new ObjectKey("k" + of(String.class));
            case "Consistency" ->
                dice.nextBoolean()
                        ? Consistency.EVENTUAL
                        : new Consistency(Consistency.Level.BOUNDED, 1 + dice.nextInt(1000));
            default -> record(type);
        };
    }

    private Object ofGeneric(Class<?> raw, Type[] arguments) {
        if (raw == Optional.class) {
            return dice.nextBoolean() ? Optional.empty() : Optional.of(of(arguments[0]));
        }
        if (raw == List.class) {
            return list(arguments[0]);
        }
        if (raw == Set.class) {
            return new LinkedHashSet<>(list(arguments[0]));
        }
        if (raw == SortedMap.class || raw == Map.class) {
            Map<Object, Object> map = raw == Map.class ? new LinkedHashMap<>() : new TreeMap<>();
            for (int i = dice.nextInt(4); i > 0; i--) {
                map.put(of(arguments[0]), of(arguments[1]));
            }
            return map;
        }
        return of(raw);
    }

    private List<Object> list(Type element) {
        List<Object> list = new ArrayList<>();
        for (int i = dice.nextInt(4); i > 0; i--) {
            list.add(of(element));
        }
        return list;
    }

    private Object record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = components[i].getType();
        }
        RuntimeException refusal = new IllegalStateException(type + " was not tried");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Object[] values = new Object[components.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = of(components[i].getGenericType());
            }
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
                return constructor.newInstance(values);
            } catch (InvocationTargetException refused) {
                refusal = new IllegalStateException(type + " refuses all that the dice give", refused.getCause());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        throw refusal;
    }

    /** Small ones mostly, for many a range begins at one; else anything. */
    private long number(long any) {
        return dice.nextInt(3) == 0 ? any : dice.nextInt(200) - 20;
    }

    private Bytes bytes() {
        byte[] some = new byte[dice.nextInt(20)];
        dice.nextBytes(some);
        return Bytes.wrap(some);
    }

    private <T> T pick(List<T> of) {
        return of.get(dice.nextInt(of.size()));
    }
}
