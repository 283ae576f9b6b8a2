package dfs.metadata.raft;

import dfs.metadata.rocks.RocksStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.ratis.server.protocol.TermIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the index to disk beside apply, so often that the log stays short, and says up to where the log may then go.
 * Told of what was applied by one thread.
 */
final class Flusher implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Flusher.class);

    /** Where so many times the bytes of a flush were applied while one ran, apply waits for it: the log has an end in any case. */
    private static final long BEHIND_MAX = 2;

    private final Supplier<RocksStore> store;
    private final RaftSettings.Limits limits;
    private final Consumer<Mark> flushed;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("metadata-flush").factory());
    private CompletableFuture<Void> flushing = CompletableFuture.completedFuture(null);
    private long entries;
    private long bytes;
    private long bytesEver;

    /**
     * Up to where the index is on disk.
     *
     * @param bytesEver how many bytes of entries were applied by then, counted on from where it began
     */
    record Mark(TermIndex position, long bytesEver) {}

    /** Tells {@code flushed}, on a thread of its own, up to where the index is on disk. */
    Flusher(Supplier<RocksStore> store, RaftSettings.Limits limits, Consumer<Mark> flushed) {
        this.store = store;
        this.limits = limits;
        this.flushed = flushed;
    }

    /**
     * Begins to count.
     *
     * @param bytesBefore bytes of entries that were applied before
     * @param isDue whether the first entry is flushed: there may be log to be let go, and the process end before a flush is due
     */
    void begin(long bytesBefore, boolean isDue) {
        bytesEver = bytesBefore;
        entries = isDue ? limits.flushEntries() : 0;
    }

    /** An entry of so many bytes was applied to the index. */
    void applied(TermIndex position, int entryBytes) {
        entries++;
        bytes += entryBytes;
        bytesEver += entryBytes;
        if (bytes >= BEHIND_MAX * limits.flushBytes()) {
            await();
        }
        if (flushing.isDone() && (entries >= limits.flushEntries() || bytes >= limits.flushBytes())) {
            entries = 0;
            bytes = 0;
            Mark mark = new Mark(position, bytesEver);
            flushing = CompletableFuture.runAsync(() -> flush(mark), thread);
        }
    }

    /** Waits until no flush is under way. */
    void await() {
        flushing.join();
    }

    private void flush(Mark mark) {
        try {
            store.get().flush();
            flushed.accept(mark);
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("metadata index cannot be flushed; the log is kept");
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
