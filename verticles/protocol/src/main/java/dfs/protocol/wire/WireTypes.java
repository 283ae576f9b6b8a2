package dfs.protocol.wire;

import dfs.core.Bytes;
import dfs.protocol.Ask;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The types that may travel. */
final class WireTypes {

    private static final Set<Class<?>> PLAIN = Set.of(
            boolean.class,
            Boolean.class,
            int.class,
            Integer.class,
            long.class,
            Long.class,
            double.class,
            Double.class,
            String.class,
            Bytes.class,
            Optional.class,
            OptionalInt.class,
            OptionalLong.class,
            List.class,
            Set.class,
            Map.class,
            SortedMap.class,
            Object.class);

    private final Map<String, Class<?>> byName = new TreeMap<>();
    private final Map<Class<?>, RecordShape> shapes = new HashMap<>();
    private final Map<Class<?>, Map<String, Object>> constants = new HashMap<>();
    private final Map<Class<?>, Type> answers = new HashMap<>();
    private final Set<Type> reached = new java.util.HashSet<>();

    private WireTypes() {}

    static WireTypes reachedFrom(List<? extends Class<?>> roots) {
        WireTypes types = new WireTypes();
        roots.forEach(types::reach);
        types.reached.clear();
        return types;
    }

    /** The name of a type on the wire: its own, with the types it stands in, without the package. */
    static String name(Class<?> type) {
        String full = type.getName();
        return full.substring(full.lastIndexOf('.') + 1).replace('$', '.');
    }

    Optional<RecordShape> shape(Class<?> type) {
        return Optional.ofNullable(shapes.get(type));
    }

    Optional<Class<?>> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The constants of an enum by their names; empty where it may not travel. */
    Optional<Map<String, Object>> constants(Class<?> type) {
        return Optional.ofNullable(constants.get(type));
    }

    Optional<Type> answerType(Class<?> question) {
        return Optional.ofNullable(answers.get(question));
    }

    List<Class<?>> all() {
        return List.copyOf(byName.values());
    }

    private void reach(Type type) {
        if (!reached.add(type)) {
            return;
        }
        switch (type) {
            case Class<?> plain -> reachClass(plain);
            case ParameterizedType generic -> {
                reach(generic.getRawType());
                Arrays.stream(generic.getActualTypeArguments()).forEach(this::reach);
            }
            case WildcardType wildcard ->
                Arrays.stream(wildcard.getUpperBounds()).forEach(this::reach);
            case TypeVariable<?> variable -> Arrays.stream(variable.getBounds()).forEach(this::reach);
            default -> throw new IllegalArgumentException(type.getTypeName() + " has no wire form");
        }
    }

    private void reachClass(Class<?> type) {
        if (PLAIN.contains(type)) {
            return;
        }
        if (type.isEnum()) {
            register(type);
            Map<String, Object> byConstantName = new HashMap<>();
            for (Object constant : type.getEnumConstants()) {
                byConstantName.put(((Enum<?>) constant).name(), constant);
            }
            constants.put(type, Collections.unmodifiableMap(byConstantName));
        } else if (type.isRecord()) {
            register(type);
            shapes.put(type, RecordShape.of(type, name(type)));
            for (RecordComponent component : type.getRecordComponents()) {
                reach(component.getGenericType());
            }
            reachAnswers(type);
        } else if (type.isSealed()) {
            Arrays.stream(type.getPermittedSubclasses()).forEach(this::reach);
        } else {
            throw new IllegalArgumentException(type.getName() + " has no wire form: it is neither a record nor sealed");
        }
    }

    /** A question, a query or a mutation names what it is answered with as the argument of its interface. */
    private void reachAnswers(Class<?> type) {
        for (Type parent : type.getGenericInterfaces()) {
            if (parent instanceof ParameterizedType generic && generic.getRawType() != Comparable.class) {
                Type answer = generic.getActualTypeArguments()[0];
                if (generic.getRawType() == Ask.class) {
                    answers.put(type, answer);
                }
                reach(answer);
            }
        }
    }

    private void register(Class<?> type) {
        Class<?> other = byName.putIfAbsent(name(type), type);
        if (other != null && other != type) {
            throw new IllegalArgumentException(
                    type.getName() + " and " + other.getName() + " have one name on the wire");
        }
    }
}
