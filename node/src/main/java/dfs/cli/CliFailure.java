package dfs.cli;

/** Why a command cannot do what it was asked, in a sentence for the one who typed it. */
final class CliFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The node refused or failed. */
    static final int REFUSED = 1;

    /** The command was used wrongly. */
    static final int USAGE = 2;

    /** No node answers. */
    static final int UNREACHABLE = 3;

    /** The credential is missing or not enough. */
    static final int NOT_ALLOWED = 4;

    /** There is no such thing. */
    static final int ABSENT = 5;

    private final int exitCode;

    CliFailure(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
