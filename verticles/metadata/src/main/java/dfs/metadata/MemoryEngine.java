package dfs.metadata;

import dfs.core.record.Revisions;
import dfs.metadata.index.MemoryIndex;
import dfs.metadata.listing.Queries;
import dfs.metadata.rules.Rules;
import dfs.protocol.Consistency;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Keeps metadata in memory and forgets it at the end: the same rules and queries without a log, for tests. */
public class MemoryEngine implements Engine {

    private final InstantSource clock;
    private final int group;
    private final MemoryIndex index = new MemoryIndex();
    private final Queries queries = new Queries(index);
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    /** Empty metadata, all of it, whose commits are stamped by {@code clock}. */
    public MemoryEngine(InstantSource clock) {
        this(clock, 0);
    }

    /** As above, of one group of several. */
    public MemoryEngine(InstantSource clock, int group) {
        this.clock = clock;
        this.group = group;
    }

    @Override
    public List<Outcome<?>> commit(List<Mutation<?>> mutations) {
        lock.writeLock().lock();
        try {
            return Rules.apply(index, mutations, clock.millis());
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public <A> Read.Answer<A> read(Read<A> read) {
        lock.readLock().lock();
        try {
            long revision = queries.answer(new Query.FindProgress()).revision();
            Revisions at = Revisions.of(group, revision);
            return new Read.Answer<>(queries.answer(read.query(), at), at, Consistency.STRONG);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public ComponentState state() {
        return ComponentState.OPERATIONAL;
    }

    @Override
    public void close() {}
}
