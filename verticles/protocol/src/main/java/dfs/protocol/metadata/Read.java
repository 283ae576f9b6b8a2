package dfs.protocol.metadata;

import dfs.protocol.Address;
import dfs.protocol.Ask;
import dfs.protocol.Consistency;

/**
 * Asks the metadata a query at a consistency level.
 *
 * @param query what to read
 * @param consistency how fresh it must be
 * @param <A> the query's answer
 */
public record Read<A>(Query<A> query, Consistency consistency) implements Ask<Read.Answer<A>> {

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
     * @param consistency the level that was given
     */
    public record Answer<A>(A value, long revision, Consistency consistency) {}
}
