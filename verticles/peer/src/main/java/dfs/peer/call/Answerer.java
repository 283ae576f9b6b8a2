package dfs.peer.call;

import dfs.core.Bytes;

/** Answers small calls: bytes in, bytes out. It runs on many virtual threads at once and may block. */
@FunctionalInterface
public interface Answerer {

    /**
     * Answers one.
     *
     * @param caller the node that asks, by its certificate
     * @param body at most 8 MiB
     * @throws dfs.core.error.S3Failure with the error that is the answer
     */
    Bytes answer(String caller, Bytes body);
}
