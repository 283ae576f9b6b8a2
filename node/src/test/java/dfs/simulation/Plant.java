package dfs.simulation;

/** A bug that is planted, to show that it is found. */
enum Plant {
    /** None: all is as it is. */
    NONE,
    /** Disks say that bytes are synced before they are. */
    ACKNOWLEDGED_BEFORE_SYNC,
    /** Members acknowledge entries of the log before they have synced them. */
    LOG_ACKNOWLEDGED_BEFORE_SYNC,
    /** A write is acknowledged with one replica fewer than it must have. */
    QUORUM_OFF_BY_ONE,
    /** What nothing names is deleted, however young, and no commit decides about it: an upload under way may be about to name it. */
    GARBAGE_IGNORES_UPLOADS,
    /** A copy that is there, and as long as it should be, counts as sound. */
    REPAIR_TRUSTS_SIZE,
    /** Whoever believes to lead reads what it has. */
    LEADER_READS_ALONE,
    /** Who leads reads before it has applied what was committed. */
    LEADER_READS_BEFORE_APPLIED
}
