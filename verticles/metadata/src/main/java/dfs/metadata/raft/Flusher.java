package dfs.metadata.raft;

import dfs.metadata.rocks.RocksStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.ratis.server.protocol.TermIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the index to disk beside apply, so often that the log stays short, and says up to where the log may then go.
 * Told of what was applied by one thread.
 */
final class Flusher implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Flusher.class);

    /** Log entries between two flushes: what a restart repeats at most. */
    private static final long ENTRIES_MAX = 8_192;

    /** Bytes of log entries between two flushes: about what the index's write buffers hold. */
    private static final long BYTES_MAX = 32L << 20;

    /** Where so much more was applied while a flush ran, apply waits for it: the log has an end in any case. */
    private static final long BYTES_BEHIND_MAX = 2 * BYTES_MAX;

    private final RocksStore store;
    private final Consumer<TermIndex> flushed;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("metadata-flush").factory());
    private CompletableFuture<Void> flushing = CompletableFuture.completedFuture(null);
    private long entries;
    private long bytes;

    /** Tells {@code flushed}, on a thread of its own, up to where the index is on disk. */
    Flusher(RocksStore store, Consumer<TermIndex> flushed) {
        this.store = store;
        this.flushed = flushed;
    }

    /** An entry of so many bytes was applied to the index. */
    void applied(TermIndex position, int entryBytes) {
        entries++;
        bytes += entryBytes;
        if (!flushing.isDone() && bytes >= BYTES_BEHIND_MAX) {
            flushing.join();
        }
        if (flushing.isDone() && (entries >= ENTRIES_MAX || bytes >= BYTES_MAX)) {
            entries = 0;
            bytes = 0;
            flushing = CompletableFuture.runAsync(() -> flush(position), thread);
        }
    }

    private void flush(TermIndex position) {
        try {
            store.flush();
            flushed.accept(position);
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("metadata index cannot be flushed; the log is kept");
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
