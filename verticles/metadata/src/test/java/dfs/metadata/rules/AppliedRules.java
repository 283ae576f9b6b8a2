package dfs.metadata.rules;

import dfs.core.CanIgnoreReturnValue;
import dfs.core.error.ErrorCode;
import dfs.metadata.index.MemoryIndex;
import dfs.metadata.listing.Queries;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import java.util.ArrayList;
import java.util.List;

/** A test that applies one mutation after the other to an index in memory, at one moment. */
abstract class AppliedRules {

    static final long NOW = 10_000_000;

    final MemoryIndex index = new MemoryIndex();
    final Queries queries = new Queries(index);

    List<Outcome<?>> apply(Mutation<?> mutation) {
        return new ArrayList<>(Rules.apply(index, List.of(mutation), NOW));
    }

    @CanIgnoreReturnValue
    @SuppressWarnings("unchecked") // an outcome holds its mutation's result
    <R> R done(Mutation<R> mutation) {
        return switch (apply(mutation).getFirst()) {
            case Outcome.Done<?> done -> (R) done.result();
            case Outcome.Refused<?> refused -> throw new AssertionError(mutation + ": " + refused.error());
        };
    }

    ErrorCode refused(Mutation<?> mutation) {
        return switch (apply(mutation).getFirst()) {
            case Outcome.Done<?> done -> throw new AssertionError(mutation + " was done: " + done.result());
            case Outcome.Refused<?> refused -> refused.error().code();
        };
    }
}
