package dfs.protocol.wire;

/** Bytes that are no message of this form, or a value that has none. */
public final class WireException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Says what is wrong. */
    public WireException(String message) {
        super(message);
    }

    /** Says what is wrong, and what it came from. */
    public WireException(String message, Throwable cause) {
        super(message, cause);
    }
}
