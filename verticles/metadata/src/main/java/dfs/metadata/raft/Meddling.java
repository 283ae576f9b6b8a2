package dfs.metadata.raft;

/**
 * What a test changes of a member, to see that its absence would be noticed.
 *
 * @param reading how strong reads learn that they are
 * @param beforeApply runs before each command is applied, on the thread that applies
 * @param waitsForLog whether a member that leads serves only after it applied what was committed before
 */
record Meddling(Reading reading, Runnable beforeApply, boolean waitsForLog) {

    /** Nothing is changed. */
    static final Meddling NONE = new Meddling(Reading.ROUND, () -> {}, true);

    /** How strong reads learn that they are. */
    enum Reading {
        /** By a {@link Round}. */
        ROUND,
        /** By Ratis' reads of option DEFAULT: whoever thinks that it leads answers. */
        RATIS_DEFAULT,
        /** By Ratis' reads of option LINEARIZABLE, see docs/adr. */
        RATIS_LINEARIZABLE,
        /** Not at all. */
        LOCAL
    }
}
