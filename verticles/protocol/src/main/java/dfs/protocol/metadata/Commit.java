package dfs.protocol.metadata;

import dfs.protocol.Address;
import dfs.protocol.Ask;
import java.util.List;

/**
 * Asks the metadata to commit mutations. Each is decided on its own, in the order given, against the state its
 * predecessors left; one refused does not hinder the next. The answer comes when all are durable and visible.
 *
 * <p>A timeout means that the outcome is unknown, never that it failed.
 *
 * @param mutations what to commit, at least one
 */
public record Commit(List<Mutation<?>> mutations) implements Ask<List<Outcome<?>>> {

    /** Copies the list. */
    public Commit {
        mutations = List.copyOf(mutations);
    }

    /** Commits one mutation. */
    public static Commit of(Mutation<?> mutation) {
        return new Commit(List.of(mutation));
    }

    @Override
    public Address address() {
        return Address.METADATA_COMMIT;
    }
}
