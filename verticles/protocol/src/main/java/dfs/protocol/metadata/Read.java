package dfs.protocol.metadata;

import dfs.core.record.Revisions;
import dfs.protocol.Address;
import dfs.protocol.Ask;
import dfs.protocol.Consistency;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks the metadata a query at a consistency level.
 *
 * @param query what to read
 * @param consistency how fresh it must be
 * @param minRevision for {@link Consistency.Level#SESSION} how far whoever asks has seen the first group
 * @param minRevisions and all groups, where it has seen others; of one that it has not seen the read is a strong one
 * @param <A> the query's answer
 */
public record Read<A>(Query<A> query, Consistency consistency, long minRevision, Optional<Revisions> minRevisions)
        implements Ask<Read.Answer<A>> {

    /** A read by somebody who has seen so much. */
    public Read(Query<A> query, Consistency consistency, Revisions seen) {
        this(query, consistency, seen.at(0), seen.beyondFirst());
    }

    /** A read by somebody of whom it is not known what they have seen. */
    public Read(Query<A> query, Consistency consistency) {
        this(query, consistency, Revisions.NONE);
    }

    /** How far whoever asks has seen. */
    public Revisions seen() {
        return minRevisions.orElseGet(() -> Revisions.of(0, minRevision));
    }

    @Override
    public Address address() {
        return Address.METADATA_READ;
    }

    @Override
    public boolean isRead() {
        return true;
    }

    /**
     * What was read.
     *
     * @param value the query's answer
     * @param revision the commit up to which the state read is complete, of the first group; 0 where it was not read
     * @param consistency the level that was given: never a weaker one than was asked for
     * @param stalenessMillis how old the state read can be at most; absent where that is not known
     * @param groupRevisions and of all groups that were read, where there are others
     */
    public record Answer<A>(
            A value,
            long revision,
            Consistency consistency,
            OptionalLong stalenessMillis,
            Optional<Revisions> groupRevisions) {

        /** What was read of a state that is complete up to {@code revisions}. */
        public Answer(A value, Revisions revisions, Consistency consistency, OptionalLong stalenessMillis) {
            this(value, revisions.at(0), consistency, stalenessMillis, revisions.beyondFirst());
        }

        /** What was read of a state that is up to date. */
        public Answer(A value, Revisions revisions, Consistency consistency) {
            this(value, revisions, consistency, OptionalLong.of(0));
        }

        /** The commits up to which the state read is complete, of the groups that were read. */
        public Revisions revisions() {
            return groupRevisions.orElseGet(() -> Revisions.of(0, revision));
        }
    }
}
