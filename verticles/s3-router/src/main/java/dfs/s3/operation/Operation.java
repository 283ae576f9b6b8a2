package dfs.s3.operation;

import dfs.core.auth.Action;
import dfs.core.auth.Resource;
import dfs.s3.call.S3Call;
import dfs.s3.call.S3Reply;
import dfs.s3.call.S3Request;

/**
 * One operation of the contract, in one file. It is called on a virtual thread of the request's own, after the request was
 * found to be the operation's, its parameters kept the contract, its sender was proven and the {@link #action} allowed.
 * Straight-line code that may block. Implementations hold no state.
 */
public interface Operation {

    /** The operationId in {@code openapi/s3.yaml}: the class's name. */
    default String id() {
        return getClass().getSimpleName();
    }

    /** What the sender must be allowed to do. */
    Action action(S3Request request);

    /** What the sender must be allowed to do it to: the bucket or version addressed; listings name their prefix. */
    default Resource resource(S3Request request) {
        return request.bucket()
                .map(bucket -> request.key()
                        .map(key -> Resource.of(bucket, key.text(), request.versionId()))
                        .orElseGet(() -> Resource.of(bucket)))
                .orElse(Resource.SERVICE);
    }

    /** Whether the answer is a page of a listing, of which only so many are held at a time. */
    default boolean isListing() {
        return false;
    }

    /** Whether who is denied is told the region of the bucket all the same, if it is there: clients find out by this operation. */
    default boolean tellsRegionWhenDenied() {
        return false;
    }

    /**
     * Answers.
     *
     * @throws dfs.core.error.S3Failure with the error that is the answer
     * @throws dfs.s3.body.BytesGone where a version was replaced while it was read: it is asked once more. Only an operation that
     *     takes no body may throw it
     */
    S3Reply answer(S3Call call);
}
