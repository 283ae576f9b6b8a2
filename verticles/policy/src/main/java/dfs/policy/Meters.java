package dfs.policy;

/** The names of what this module counts. */
public final class Meters {

    /** Decisions by {@code outcome}: allowed, denied, no_such_bucket. */
    public static final String EVALUATIONS = "dfs.policy.evaluations";

    private Meters() {}
}
