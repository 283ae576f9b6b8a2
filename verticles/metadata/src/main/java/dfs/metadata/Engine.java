package dfs.metadata;

import dfs.protocol.Consistency;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.util.List;

/** What keeps the metadata: commits mutations and answers queries. Safe for any number of threads; calls block. */
public interface Engine extends AutoCloseable {

    /**
     * Commits mutations in order and waits until they are durable and applied.
     *
     * @throws dfs.core.error.S3Failure {@code SlowDown} where too many wait, {@code InsufficientStorage} or
     *     {@code ServiceUnavailable} where nothing can be committed now; whether it was is then not known
     */
    List<Outcome<?>> commit(List<Mutation<?>> mutations);

    /**
     * Answers a query at a consistency level.
     *
     * @throws dfs.core.error.S3Failure {@code ServiceUnavailable} where the level cannot be given now
     */
    <A> Read.Answer<A> read(Read<A> read);

    /** Answers a query at a consistency level. */
    default <A> Read.Answer<A> read(Query<A> query, Consistency consistency) {
        return read(new Read<>(query, consistency));
    }

    /** How it is. */
    ComponentState state();

    /** Stops; what was committed stays. */
    @Override
    void close();
}
