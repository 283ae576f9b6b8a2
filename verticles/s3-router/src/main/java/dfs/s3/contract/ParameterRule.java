package dfs.s3.contract;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.s3.call.S3Request;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the contract says of one parameter of an operation.
 *
 * @param name its name
 * @param isHeader whether it is a header; else it is in the query
 * @param isRequired whether a request without it is refused
 * @param isImplemented whether a request with it can be served
 * @param schema which values are valid
 * @param accepts of the valid values those that are implemented; empty for all
 * @param error what an invalid value is answered with
 * @param message the sentence that goes with it; empty for the usual one
 */
record ParameterRule(
        String name,
        boolean isHeader,
        boolean isRequired,
        boolean isImplemented,
        Schema schema,
        List<String> accepts,
        ErrorCode error,
        String message) {

    /** Which values of a parameter are valid. */
    sealed interface Schema {

        /** Any text. */
        record Text() implements Schema {}

        /** Text of some lengths. */
        record Length(int min, int max) implements Schema {}

        /** A whole number in decimal. */
        record Whole(long min, long max) implements Schema {}

        /** One of some words. */
        record OneOf(List<String> words) implements Schema {}

        /** Text that a regular expression matches. */
        record Shape(Pattern pattern) implements Schema {}
    }

    ParameterRule {
        accepts = List.copyOf(accepts);
    }

    /** Whether there is anything to check. */
    boolean isVacuous() {
        return !isRequired && isImplemented && accepts.isEmpty() && schema instanceof Schema.Text;
    }

    /**
     * Checks the request's value.
     *
     * @throws S3Failure {@code NotImplemented}, or the error that the contract names
     */
    void check(S3Request request) {
        Optional<String> value =
                isHeader ? request.header(name) : request.query().get(name);
        if (value.isEmpty()) {
            if (isRequired) {
                throw S3Error.of(ErrorCode.INVALID_ARGUMENT, "The request needs " + name + ".")
                        .with("ArgumentName", name)
                        .failure();
            }
            return;
        }
        String text = value.get();
        if (!isImplemented) {
            throw notImplemented(
                    "A header or parameter you provided implies functionality that is not implemented: " + name + ".");
        }
        if (text.isEmpty() && !isRequired) {
            return;
        }
        if (!isValid(text)) {
            throw S3Error.of(error, message.isEmpty() ? usualMessage() : message)
                    .with("ArgumentName", name)
                    .with("ArgumentValue", text)
                    .failure();
        }
        if (!accepts.isEmpty() && !accepts.contains(text)) {
            throw notImplemented(
                    "Of the values of " + name + " these are implemented: " + String.join(", ", accepts) + ".");
        }
    }

    private S3Failure notImplemented(String sentence) {
        return S3Error.of(ErrorCode.NOT_IMPLEMENTED, sentence)
                .with(isHeader ? "Header" : "ArgumentName", name)
                .failure();
    }

    private boolean isValid(String text) {
        return switch (schema) {
            case Schema.Text any -> true;
            case Schema.Length length -> text.length() >= length.min() && text.length() <= length.max();
            case Schema.Whole whole -> isWhole(text, whole);
            case Schema.OneOf oneOf -> oneOf.words().contains(text);
            case Schema.Shape shape -> shape.pattern().matcher(text).find();
        };
    }

    private static boolean isWhole(String text, Schema.Whole whole) {
        int from = text.startsWith("-") ? 1 : 0;
        if (text.length() == from || text.length() > from + 18) {
            return false;
        }
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        long value = Long.parseLong(text);
        return value >= whole.min() && value <= whole.max();
    }

    private String usualMessage() {
        return switch (schema) {
            case Schema.Text any -> error.message();
            case Schema.Length length -> name + " is shorter or longer than allowed.";
            case Schema.Whole whole -> "Provided " + name + " not an integer or within integer range";
            case Schema.OneOf oneOf -> "Valid values of " + name + " are: " + String.join(", ", oneOf.words()) + ".";
            case Schema.Shape shape -> name + " is not of the form that is asked for.";
        };
    }
}
