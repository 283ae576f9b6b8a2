package dfs.protocol.metadata;

import dfs.core.error.S3Error;

/**
 * What became of a mutation.
 *
 * @param <R> the mutation's result
 */
public sealed interface Outcome<R> {

    /**
     * It took effect.
     *
     * @param result what it made
     * @param revision the revision at which it took effect
     */
    record Done<R>(R result, long revision) implements Outcome<R> {}

    /**
     * It was refused and changed nothing.
     *
     * @param error why
     */
    record Refused<R>(S3Error error) implements Outcome<R> {}
}
