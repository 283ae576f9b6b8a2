package dfs.metadata.raft;

/** What lies at the bottom of a failure. */
final class RootCause {

    private RootCause() {}

    /** What the failure says that caused all others, for people. */
    static String of(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
