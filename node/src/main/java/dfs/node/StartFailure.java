package dfs.node;

/** The node cannot start. The message says why and what to do, in a sentence for whoever started it. */
final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    StartFailure(String message) {
        super(message, null, false, false);
    }
}
