package dfs.protocol.cluster;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which nodes are seen on the bus just now. A hint, never the truth: a node that is not seen may live and vote, one that is seen may
 * be dead for seconds. Who belongs to the cluster is told by {@link Membership} alone. Safe for any number of threads.
 */
public interface Presence {

    /**
     * A node that is seen.
     *
     * @param nodeId its name
     * @param sinceMillis when this node saw it come, milliseconds since 1970 by this node's clock
     */
    record Seen(String nodeId, long sinceMillis) {}

    /** What happened. */
    sealed interface Change {

        /** Who came or went. */
        Seen node();

        /** A node is seen that was not. */
        record Came(Seen node) implements Change {}

        /** A node is no longer seen. */
        record Gone(Seen node) implements Change {}
    }

    /** Ends a watch. */
    @FunctionalInterface
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** The nodes seen, in order of their names, this one included. */
    List<Seen> seen();

    /** A node, where it is seen. */
    default Optional<Seen> find(String nodeId) {
        return seen().stream().filter(node -> node.nodeId().equals(nodeId)).findFirst();
    }

    /** Tells what happens from now on, in order, on a thread that must not be kept. */
    Watch watch(Consumer<Change> watcher);

    /** Of a node without others: it sees itself. */
    static Presence alone(Seen self) {
        return new Presence() {
            @Override
            public List<Seen> seen() {
                return List.of(self);
            }

            @Override
            public Watch watch(Consumer<Change> watcher) {
                return () -> {};
            }
        };
    }
}
