package dfs.metadata.raft;

import dfs.protocol.metadata.Outcome;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The commands of this process whose outcomes somebody waits for. Safe for any number of threads. */
final class Pending {

    private final Map<Long, CompletableFuture<List<Outcome<?>>>> waiting = new ConcurrentHashMap<>();

    CompletableFuture<List<Outcome<?>>> await(long id) {
        CompletableFuture<List<Outcome<?>>> future = new CompletableFuture<>();
        waiting.put(id, future);
        return future;
    }

    void complete(long id, List<Outcome<?>> outcomes) {
        CompletableFuture<List<Outcome<?>>> future = waiting.remove(id);
        if (future != null) {
            future.complete(outcomes);
        }
    }

    /** Nobody waits any more. */
    void forget(long id) {
        waiting.remove(id);
    }

    void failAll(Throwable cause) {
        waiting.keySet().forEach(id -> fail(id, cause));
    }

    void fail(long id, Throwable cause) {
        CompletableFuture<List<Outcome<?>>> future = waiting.remove(id);
        if (future != null) {
            future.completeExceptionally(cause);
        }
    }
}
