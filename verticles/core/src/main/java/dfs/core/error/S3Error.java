package dfs.core.error;

import dfs.core.record.Revisions;
import java.util.Map;
import java.util.Optional;

/**
 * An error a client can be told, as a value.
 *
 * @param code which one
 * @param message what happened and what to do, in a sentence
 * @param details further elements of the reply by name, such as {@code Key} or {@code ArgumentName}; ordered as answered
 * @param decidedAt the commits up to which the metadata are complete that it was decided by; absent where none were looked at
 */
public record S3Error(ErrorCode code, String message, Map<String, String> details, Optional<Revisions> decidedAt) {

    /** Copies the details. */
    public S3Error {
        details = details.isEmpty()
                ? Map.of()
                : java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(details));
    }

    /** The error with the table's own sentence. */
    public static S3Error of(ErrorCode code) {
        return new S3Error(code, code.message(), Map.of(), Optional.empty());
    }

    /** The error with a sentence of its own. */
    public static S3Error of(ErrorCode code, String message) {
        return new S3Error(code, message, Map.of(), Optional.empty());
    }

    /** This error with one more detail. */
    public S3Error with(String name, String value) {
        var more = new java.util.LinkedHashMap<>(details);
        more.put(name, value);
        return new S3Error(code, message, more, decidedAt);
    }

    /** This error, decided by metadata that are complete up to {@code revisions}. */
    public S3Error at(Revisions revisions) {
        return new S3Error(code, message, details, Optional.of(revisions));
    }

    /** The failure that carries this error through calls and futures. */
    public S3Failure failure() {
        return new S3Failure(this);
    }
}
