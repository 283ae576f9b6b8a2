package dfs.management.operation;

import dfs.protocol.Bus;
import dfs.protocol.Consistency;
import dfs.protocol.metadata.Commit;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.util.List;

/** Asks the metadata, so that an operation reads as what it does: what is refused is thrown. */
final class Metadata {

    private final Bus bus;

    Metadata(Bus bus) {
        this.bus = bus;
    }

    /** Reads. */
    <A> A read(Query<A> query) {
        return bus.ask(new Read<>(query, Consistency.STRONG)).value();
    }

    /** Commits one mutation and answers what it made. */
    @SuppressWarnings("unchecked") // an outcome holds what its own mutation makes
    <R> R commit(Mutation<R> mutation) {
        return (R) made(bus.ask(Commit.of(mutation)).getFirst());
    }

    /** Commits mutations, and answers how each ended. */
    List<Outcome<?>> commitAll(List<? extends Mutation<?>> mutations) {
        return bus.ask(new Commit(List.copyOf(mutations)));
    }

    /** What a mutation made. */
    static Object made(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Done<?> done -> done.result();
            case Outcome.Refused<?> refused -> throw refused.error().failure();
        };
    }
}
