package dfs.metadata.spread;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

/** Does the same with several groups at the same time. */
final class AtOnce {

    private static final Executor VIRTUAL = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("metadata-groups").factory());

    private AtOnce() {}

    /** What came of each, by group; when all are done the first failure is thrown, if there is any. One alone is done by the caller. */
    static <Q, A> SortedMap<Integer, A> each(SortedMap<Integer, Q> asked, BiFunction<Integer, Q, A> ask) {
        SortedMap<Integer, A> answers = new TreeMap<>();
        if (asked.size() <= 1) {
            asked.forEach((group, question) -> answers.put(group, ask.apply(group, question)));
            return answers;
        }
        SortedMap<Integer, CompletableFuture<A>> asking = new TreeMap<>();
        asked.forEach((group, question) ->
                asking.put(group, CompletableFuture.supplyAsync(() -> ask.apply(group, question), VIRTUAL)));
        List<RuntimeException> failures = new ArrayList<>();
        asking.forEach((group, future) -> {
            try {
                answers.put(group, future.join());
            } catch (CompletionException e) {
                failures.add(e.getCause() instanceof RuntimeException told ? told : e);
            }
        });
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
        return answers;
    }
}
