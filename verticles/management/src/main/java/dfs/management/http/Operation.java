package dfs.management.http;

/** What an operation of the contract does. Runs on a virtual thread of its own and may block. */
@FunctionalInterface
public interface Operation {

    /**
     * Answers a call.
     *
     * @throws dfs.core.error.S3Failure with the error that is the answer
     */
    Reply answer(Call call);
}
