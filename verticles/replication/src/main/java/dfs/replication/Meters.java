package dfs.replication;

/** The names of what this module counts. */
public final class Meters {

    /** Condemned blobs deleted. */
    public static final String DELETED = "dfs.garbage.deleted";

    /** Blobs that a scrub found damaged or missing. */
    public static final String FINDINGS = "dfs.scrub.findings";

    /** Bytes that compaction gave back. */
    public static final String FREED = "dfs.compaction.freed";

    /** Blobs that were missing or damaged here and were got from other nodes. */
    public static final String REPAIRED = "dfs.repair.blobs";

    private Meters() {}
}
