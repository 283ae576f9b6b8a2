package dfs.core.auth;

/** What kind of user somebody is. */
public enum Role {
    /** May do everything, with everybody's buckets too. */
    ADMIN,
    /** May create buckets, and read and write in own ones. */
    WRITER,
    /** May read and list own buckets, and change nothing. */
    READER,
    /** May read the node's metrics and health, and no data. */
    METRICS
}
