package dfs.core.record;

/** Whether a bucket keeps versions. A bucket that left {@link #NEVER} does not return to it. */
public enum Versioning {
    /** Versioning was never switched on; objects have one version, the null version. */
    NEVER,
    /** Every write makes a version of its own. */
    ENABLED,
    /** Writes replace the null version; versions made before are kept. */
    SUSPENDED
}
