package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;

/**
 * Answers every operation that the contract marks as not implemented.
 *
 * @param id the operation's name
 */
public record NotImplemented(String id) implements Operation {
    @Override
    public Action action(S3Request request) {
        throw refusal();
    }

    @Override
    public S3Reply answer(S3Call call) {
        throw refusal();
    }

    private S3Failure refusal() {
        return new S3Failure(ErrorCode.NOT_IMPLEMENTED, "The operation " + id + " is not implemented yet.");
    }
}
