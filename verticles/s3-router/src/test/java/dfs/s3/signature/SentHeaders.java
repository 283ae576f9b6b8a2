package dfs.s3.signature;

import dfs.core.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Headers of a request in a test. */
public final class SentHeaders implements HeaderSource {

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    /** No headers. */
    public SentHeaders() {}

    /** Headers with one value each. */
    public static SentHeaders of(Map<String, String> headers) {
        SentHeaders sent = new SentHeaders();
        headers.forEach(sent::add);
        return sent;
    }

    /** Adds a header. */
    @CanIgnoreReturnValue
    public SentHeaders add(String name, String value) {
        values.computeIfAbsent(name.toLowerCase(Locale.ROOT), any -> new ArrayList<>())
                .add(value);
        return this;
    }

    /** Replaces a header. */
    @CanIgnoreReturnValue
    public SentHeaders set(String name, String value) {
        values.remove(name.toLowerCase(Locale.ROOT));
        return add(name, value);
    }

    /** Removes a header. */
    @CanIgnoreReturnValue
    public SentHeaders remove(String name) {
        values.remove(name.toLowerCase(Locale.ROOT));
        return this;
    }

    @Override
    public Collection<String> names() {
        return values.keySet();
    }

    @Override
    public List<String> all(String name) {
        return values.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }
}
