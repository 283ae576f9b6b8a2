package dfs.protocol.metadata;

import dfs.core.error.S3Error;

/**
 * What became of a mutation.
 *
 * @param <R> the mutation's result
 */
public sealed interface Outcome<R> {

    /**
     * The revision at which it took effect, or at which it was refused: whoever reads at this one sees why. Of the group that decided; 0 where
     * none did.
     */
    long revision();

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
     * @param revision the last one that took effect before it was decided
     */
    record Refused<R>(S3Error error, long revision) implements Outcome<R> {

        /** Refused by whoever did not ask what there is. */
        public Refused(S3Error error) {
            this(error, 0);
        }
    }
}
