package dfs.replication.jobs;

/** One run of a job, as the work sees it. */
interface Run {

    /** Whether somebody ordered it, and it was not just its turn. */
    default boolean isOrdered() {
        return false;
    }

    /** Says how many blobs the run is to look at. */
    void expect(long blobs);

    /** Counts what was looked at. */
    void look(long blobs, long bytes);

    /** Notes what was found wrong, or taken away. */
    void find(String finding);

    /**
     * Returns when the job may go on: at once, or after a pause.
     *
     * @throws Stopped where the node stops
     */
    void goOn();

    /** As {@link #goOn}, after a rest of so many nanoseconds. */
    void rest(long nanos);

    /** The node stops: the work ends where it is. */
    final class Stopped extends RuntimeException {

        private static final long serialVersionUID = 1;

        Stopped() {
            super("stopped", null, false, false);
        }
    }
}
