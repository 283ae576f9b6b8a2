package dfs.core.error;

/** Carries an {@link S3Error} to where replies are written. It is an answer, not a bug: it has no stack trace. */
public final class S3Failure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient S3Error error;

    /** Carries {@code error}. */
    public S3Failure(S3Error error) {
        super(error.code().code() + ": " + error.message(), null, false, false);
        this.error = error;
    }

    /** Carries {@code code} with the table's own sentence. */
    public S3Failure(ErrorCode code) {
        this(S3Error.of(code));
    }

    /** Carries {@code code} with a sentence of its own. */
    public S3Failure(ErrorCode code, String message) {
        this(S3Error.of(code, message));
    }

    /** The error carried. */
    public S3Error error() {
        return error;
    }

    /** Shorthand for {@code error().code()}. */
    public ErrorCode code() {
        return error.code();
    }
}
