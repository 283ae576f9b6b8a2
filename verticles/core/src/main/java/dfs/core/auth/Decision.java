package dfs.core.auth;

/** The answer of {@link Authorization#decide}. */
public sealed interface Decision {

    /** It may be done. */
    record Allowed() implements Decision {}

    /**
     * It may not.
     *
     * @param reason why, in a sentence a client may read
     */
    record Denied(String reason) implements Decision {}
}
