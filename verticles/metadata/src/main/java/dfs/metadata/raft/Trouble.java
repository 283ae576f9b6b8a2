package dfs.metadata.raft;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.protocol.health.ComponentState;

/**
 * What keeps a node from its metadata.
 *
 * @param code the error that clients are answered with
 * @param told what they are told, who need not know where this node keeps its files
 * @param detail what its administrator is told
 */
record Trouble(ErrorCode code, String told, String detail) {

    /** Of which all are told the same. */
    Trouble(ErrorCode code, String told) {
        this(code, told, told);
    }

    S3Failure failure() {
        return new S3Failure(code, told);
    }

    ComponentState state(ComponentState.Status status) {
        return new ComponentState(status, detail);
    }
}
