package dfs.node.memory;

import dfs.metadata.index.MemoryIndex;
import dfs.metadata.listing.Queries;
import dfs.metadata.rules.Rules;
import dfs.protocol.Address;
import dfs.protocol.Bus;
import dfs.protocol.metadata.Commit;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.util.concurrent.locks.ReentrantLock;

/** Metadata in memory. */
public final class MemoryMetadata {

    private final MemoryIndex index = new MemoryIndex();
    private final ReentrantLock lock = new ReentrantLock();

    /** Serves on a bus. */
    public void serve(Bus bus) {
        bus.serve(Address.METADATA_READ, Read.class, this::read);
        bus.serve(Address.METADATA_COMMIT, Commit.class, commit -> {
            lock.lock();
            try {
                return Rules.apply(index, commit.mutations(), System.currentTimeMillis());
            } finally {
                lock.unlock();
            }
        });
    }

    private Object read(Read<?> read) {
        lock.lock();
        try {
            Queries queries = new Queries(index);
            long revision = queries.answer(new Query.FindProgress()).revision();
            return new Read.Answer<>(queries.answer(read.query()), revision, read.consistency());
        } finally {
            lock.unlock();
        }
    }
}
