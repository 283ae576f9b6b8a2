package dfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

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
    private final transient ObjectNode error;

    CliFailure(int exitCode, String message) {
        this(exitCode, message, JsonNodeFactory.instance.missingNode());
    }

    /** A failure that the node told of, with the error it answered. */
    CliFailure(int exitCode, String message, JsonNode answered) {
        super(message, null, false, false);
        this.exitCode = exitCode;
        this.error = JsonNodeFactory.instance.objectNode();
        this.error.put("message", message);
        if (answered instanceof ObjectNode told) {
            this.error.setAll(told);
        }
        this.error.put("exitCode", exitCode);
    }

    /** For programs: the node's own error, or what is known here, and the exit code. */
    JsonNode json() {
        return JsonNodeFactory.instance.objectNode().set("error", error);
    }

    int exitCode() {
        return exitCode;
    }
}
