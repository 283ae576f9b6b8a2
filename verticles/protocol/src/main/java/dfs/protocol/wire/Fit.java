package dfs.protocol.wire;

import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Whether a value that was read may stand where a type is asked for. Looks into collections, which know nothing of their elements. */
final class Fit {

    private Fit() {}

    /** A value of a type that this node does not know: it fits nowhere, but can be passed over. */
    record Unknown(String typeName) {}

    static boolean fits(Type type, Object value) {
        if (value instanceof Unknown) {
            return false;
        }
        return switch (type) {
            case Class<?> plain ->
                MethodType.methodType(plain).wrap().returnType().isInstance(value) && areKnown(value);
            case ParameterizedType generic -> fits(generic.getRawType(), value) && elementsFit(generic, value);
            // Variables and wildcards: whoever asked knows.
            default -> areKnown(value);
        };
    }

    private static boolean elementsFit(ParameterizedType generic, Object value) {
        Type[] arguments = generic.getActualTypeArguments();
        return switch (value) {
            case Optional<?> optional -> optional.isEmpty() || fits(arguments[0], optional.get());
            case Collection<?> collection -> collection.stream().allMatch(element -> fits(arguments[0], element));
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .allMatch(entry -> fits(arguments[0], entry.getKey()) && fits(arguments[1], entry.getValue()));
            default -> true;
        };
    }

    /** Within a record all has been looked at when the record was made. */
    private static boolean areKnown(Object value) {
        return switch (value) {
            case Unknown unknown -> false;
            case Optional<?> optional -> optional.isEmpty() || areKnown(optional.get());
            case Collection<?> collection -> collection.stream().allMatch(Fit::areKnown);
            case Map<?, ?> map ->
                map.entrySet().stream().allMatch(entry -> areKnown(entry.getKey()) && areKnown(entry.getValue()));
            default -> true;
        };
    }
}
