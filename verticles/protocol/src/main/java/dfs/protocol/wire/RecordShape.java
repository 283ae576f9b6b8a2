package dfs.protocol.wire;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How a record is taken apart and put together; found out once for each type that travels, at its first time. */
final class RecordShape {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final Class<?> type;
    private final String name;
    private final List<String> fields;
    private final List<Type> fieldTypes;
    private volatile @Nullable Handles handles;

    /** What takes an instance apart, and puts one together. */
    private record Handles(List<MethodHandle> accessors, MethodHandle constructor) {}

    private RecordShape(Class<?> type, String name, List<String> fields, List<Type> fieldTypes) {
        this.type = type;
        this.name = name;
        this.fields = List.copyOf(fields);
        this.fieldTypes = List.copyOf(fieldTypes);
    }

    static RecordShape of(Class<?> type, String name) {
        RecordComponent[] components = type.getRecordComponents();
        return new RecordShape(
                type,
                name,
                Arrays.stream(components).map(RecordComponent::getName).toList(),
                Arrays.stream(components).map(RecordComponent::getGenericType).toList());
    }

    /** Made late: there are hundreds, of which few are used, and each makes classes of its own. */
    private Handles handles() {
        Handles known = handles;
        if (known == null) {
            known = findHandles();
            handles = known;
        }
        return known;
    }

    private Handles findHandles() {
        RecordComponent[] components = type.getRecordComponents();
        try {
            List<MethodHandle> accessors = new ArrayList<>();
            for (RecordComponent component : components) {
                Method accessor = component.getAccessor();
                accessor.setAccessible(true);
                accessors.add(LOOKUP.unreflect(accessor).asType(MethodType.methodType(Object.class, Object.class)));
            }
            Constructor<?> canonical = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            canonical.setAccessible(true);
            MethodHandle constructor = LOOKUP.unreflectConstructor(canonical)
                    .asSpreader(Object[].class, components.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
            return new Handles(List.copyOf(accessors), constructor);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type.getName() + " cannot be looked into", e);
        }
    }

    String name() {
        return name;
    }

    List<String> fields() {
        return fields;
    }

    /** The value of a field. */
    Object get(Object instance, int field) {
        try {
            return handles().accessors().get(field).invokeExact(instance);
        } catch (Throwable e) {
            throw new WireException(name + "." + fields.get(field) + " cannot be read", e);
        }
    }

    /**
     * Makes an instance of fields by their names.
     *
     * @throws WireException where one is missing or of another type, or the record refuses them
     */
    Object make(Map<String, Object> values) {
        Object[] arguments = new Object[fields.size()];
        for (int i = 0; i < arguments.length; i++) {
            String field = fields.get(i);
            Object value = values.get(field);
            arguments[i] = value == null ? missing(i) : value;
            if (!Fit.fits(fieldTypes.get(i), arguments[i])) {
                throw new WireException(name + "." + field + " is not of the type "
                        + fieldTypes.get(i).getTypeName());
            }
        }
        try {
            return handles().constructor().invokeExact(arguments);
        } catch (RuntimeException refused) {
            throw new WireException(name + " refuses its fields: " + refused.getMessage(), refused);
        } catch (Throwable e) {
            throw new WireException(name + " cannot be made", e);
        }
    }

    private Object missing(int field) {
        String type = fieldTypes.get(field).getTypeName();
        if (type.startsWith(Optional.class.getName() + "<")) {
            return Optional.empty();
        }
        if (type.equals(OptionalLong.class.getName())) {
            return OptionalLong.empty();
        }
        if (type.equals(OptionalInt.class.getName())) {
            return OptionalInt.empty();
        }
        throw new WireException(name + " came without its field " + fields.get(field));
    }
}
