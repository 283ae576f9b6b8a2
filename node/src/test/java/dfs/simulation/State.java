package dfs.simulation;

import dfs.metadata.form.Command;
import dfs.metadata.index.MemoryIndex;
import dfs.metadata.rules.Rules;
import dfs.protocol.metadata.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What was applied of the log, by a member or by any of them, under the rules of the metadata; and who waits for more of it. */
final class State {

    private final Map<Long, Consumer<List<Outcome<?>>>> pending = new HashMap<>();
    private final List<Runnable> watchers = new ArrayList<>();
    private MemoryIndex index;
    private long applied;

    /** Goes on from a copy. */
    State(Ledger.Snapshot from) {
        index = Ledger.copy(from.index());
        applied = from.last();
    }

    MemoryIndex index() {
        return index;
    }

    long applied() {
        return applied;
    }

    /** Something is done after each step, until it is taken back. */
    void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    void unwatch(Runnable watcher) {
        watchers.remove(watcher);
    }

    /** Tells the outcomes of a command when it is applied here for the first time. */
    void await(long command, Consumer<List<Outcome<?>>> told) {
        pending.put(command, told);
    }

    void forget(long command) {
        pending.remove(command);
    }

    void apply(Ledger.Entry entry) {
        applied++;
        if (entry.command().length > 0) {
            Command command = Command.read(entry.command());
            List<Outcome<?>> outcomes = Rules.apply(index, command);
            if (!outcomes.isEmpty() && pending.containsKey(command.id())) {
                pending.remove(command.id()).accept(outcomes);
            }
        }
        List.copyOf(watchers).forEach(Runnable::run);
    }

    Ledger.Snapshot copy(long term) {
        return new Ledger.Snapshot(Ledger.copy(index), applied, term);
    }

    void adopt(Ledger.Snapshot copy) {
        index = Ledger.copy(copy.index());
        applied = copy.last();
        List.copyOf(watchers).forEach(Runnable::run);
    }
}
