package dfs.replication.jobs;

/** What a job does in one run. It runs on a virtual thread of its own and may block. */
@FunctionalInterface
interface Work {

    /** Does it from beginning to end, and asks {@link Run#goOn} between steps. */
    void run(Run run);
}
