package dfs.perf.load;

/** What all connections of a figure do. */
@FunctionalInterface
public interface Workload {

    /** The turns of one connection, numbered from 0. */
    Turn turnsOf(int connection);
}
