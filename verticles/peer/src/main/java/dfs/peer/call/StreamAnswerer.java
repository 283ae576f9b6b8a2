package dfs.peer.call;

/** Answers calls whose bytes are many. It runs on many virtual threads at once and may block. */
@FunctionalInterface
public interface StreamAnswerer {

    /**
     * Answers one; the reply ends when this returns.
     *
     * @throws dfs.core.error.S3Failure with the error that is the answer; after the first byte of the reply it cuts the connection
     */
    void answer(Exchange exchange);
}
