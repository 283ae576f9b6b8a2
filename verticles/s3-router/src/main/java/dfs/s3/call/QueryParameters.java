package dfs.s3.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parameters of a query, decoded once, in the order sent. Names are compared with their case; of a name sent several
 * times the first counts. A parameter without {@code =} has the empty value.
 */
public final class QueryParameters {

    /** No parameters. */
    public static final QueryParameters NONE = new QueryParameters(List.of());

    /**
     * One parameter.
     *
     * @param name decoded
     * @param value decoded
     */
    public record Parameter(String name, String value) {}

    private final List<Parameter> parameters;

    private QueryParameters(List<Parameter> parameters) {
        this.parameters = parameters;
    }

    /**
     * Parses what stands behind the {@code ?}.
     *
     * @throws dfs.core.error.S3Failure {@code InvalidURI} where its percent-encoding is broken
     */
    public static QueryParameters parse(String rawQuery) {
        if (rawQuery.isEmpty()) {
            return NONE;
        }
        List<Parameter> parameters = new ArrayList<>(8);
        int from = 0;
        while (from <= rawQuery.length()) {
            int end = rawQuery.indexOf('&', from);
            if (end < 0) {
                end = rawQuery.length();
            }
            if (end > from) {
                int equals = rawQuery.indexOf('=', from);
                boolean hasValue = equals >= 0 && equals < end;
                String name = Percent.decodeQuery(rawQuery, from, hasValue ? equals : end);
                String value = hasValue ? Percent.decodeQuery(rawQuery, equals + 1, end) : "";
                parameters.add(new Parameter(name, value));
            }
            from = end + 1;
        }
        return new QueryParameters(parameters);
    }

    /** How many parameters there are, repeated ones counted. */
    public int size() {
        return parameters.size();
    }

    /** Whether a parameter of this name was sent, with a value or without. */
    public boolean has(String name) {
        return indexOf(name) >= 0;
    }

    /** The value of a parameter; empty text where it was sent without one, absent where it was not sent. */
    public Optional<String> get(String name) {
        int index = indexOf(name);
        return index < 0 ? Optional.empty() : Optional.of(parameters.get(index).value());
    }

    /** The value of a parameter; empty text where it was not sent or sent without one. */
    public String textOf(String name) {
        int index = indexOf(name);
        return index < 0 ? "" : parameters.get(index).value();
    }

    /** All parameters, in the order sent. */
    public List<Parameter> all() {
        return java.util.Collections.unmodifiableList(parameters);
    }

    private int indexOf(String name) {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
