package dfs.node.forming;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Asks several at the same time. */
final class AtOnce {

    private AtOnce() {}

    /** What each answered, in the order of those asked; each is asked on a virtual thread of its own. */
    static <Q, A> List<A> each(List<Q> all, Function<Q, A> ask) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<A>> asked = all.stream()
                    .map(one -> CompletableFuture.supplyAsync(() -> ask.apply(one), threads))
                    .toList();
            return asked.stream().map(CompletableFuture::join).toList();
        }
    }
}
