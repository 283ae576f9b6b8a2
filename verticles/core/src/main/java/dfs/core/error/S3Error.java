package dfs.core.error;

import java.util.Map;

/**
 * An error a client can be told, as a value.
 *
 * @param code which one
 * @param message what happened and what to do, in a sentence
 * @param details further elements of the reply by name, such as {@code Key} or {@code ArgumentName}; ordered as answered
 */
public record S3Error(ErrorCode code, String message, Map<String, String> details) {

    /** Copies the details. */
    public S3Error {
        details = details.isEmpty()
                ? Map.of()
                : java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(details));
    }

    /** The error with the table's own sentence. */
    public static S3Error of(ErrorCode code) {
        return new S3Error(code, code.message(), Map.of());
    }

    /** The error with a sentence of its own. */
    public static S3Error of(ErrorCode code, String message) {
        return new S3Error(code, message, Map.of());
    }

    /** This error with one more detail. */
    public S3Error with(String name, String value) {
        var more = new java.util.LinkedHashMap<>(details);
        more.put(name, value);
        return new S3Error(code, message, more);
    }

    /** The failure that carries this error through calls and futures. */
    public S3Failure failure() {
        return new S3Failure(this);
    }
}
