package dfs.storage;

/** The names of what this module counts. */
public final class Meters {

    /** Blobs made durable by one sync: how well groups form. */
    public static final String GROUP_SIZE = "dfs.storage.group.blobs";

    /** Time to append a group to a segment and sync it. */
    public static final String SYNC = "dfs.storage.sync";

    /** Bytes of blobs written. */
    public static final String WRITTEN = "dfs.storage.written";

    /** Bytes of blobs read and verified. */
    public static final String READ = "dfs.storage.read";

    /** Damage found in blobs and segments since the start. */
    public static final String DAMAGE = "dfs.storage.damage";

    private Meters() {}
}
