package dfs.protocol.metadata;

import dfs.protocol.Address;
import dfs.protocol.Ask;
import dfs.protocol.Consistency;
import java.util.OptionalLong;

/**
 * Asks the metadata a query at a consistency level.
 *
 * @param query what to read
 * @param consistency how fresh it must be
 * @param minRevision for {@link Consistency.Level#SESSION} the newest revision that whoever asks has seen; 0 where that is not known,
 *     and then the read is a strong one
 * @param <A> the query's answer
 */
public record Read<A>(Query<A> query, Consistency consistency, long minRevision) implements Ask<Read.Answer<A>> {

    /** A read by somebody whose last revision is not known. */
    public Read(Query<A> query, Consistency consistency) {
        this(query, consistency, 0);
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
     * @param revision the commit up to which the state read is complete
     * @param consistency the level that was given: never a weaker one than was asked for
     * @param stalenessMillis how old the state read can be at most; absent where that is not known
     */
    public record Answer<A>(A value, long revision, Consistency consistency, OptionalLong stalenessMillis) {

        /** What was read of a state that is up to date. */
        public Answer(A value, long revision, Consistency consistency) {
            this(value, revision, consistency, OptionalLong.of(0));
        }
    }
}
