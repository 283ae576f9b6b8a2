package dfs.metrics;

/** The names of the meters of this module. Those of requests are {@link dfs.protocol.health.RequestMeters}. */
public final class Meters {

    /** Processor time that the process used, in seconds. */
    public static final String PROCESS_CPU = "process.cpu";

    /** 1, with the node's name, type and version as tags. */
    public static final String NODE = "dfs.node.info";

    /** 1 where a {@code component} is operational, 0.5 where degraded, 0 where down. */
    public static final String COMPONENT_STATE = "dfs.component.state";

    /** Bytes of the file system that holds the blobs. */
    public static final String DISK_SIZE = "dfs.disk.size";

    /** Bytes of it that can still be used. */
    public static final String DISK_FREE = "dfs.disk.free";

    /** Bytes of blobs that live. */
    public static final String BLOBS_SIZE = "dfs.blobs.size";

    /** Bytes of deleted blobs that compaction will give back. */
    public static final String BLOBS_DEAD = "dfs.blobs.dead";

    /** Blobs that live. */
    public static final String BLOBS = "dfs.blobs";

    /** Buckets there are. */
    public static final String BUCKETS = "dfs.buckets";

    /** Objects there are: keys whose current version is not a delete marker. */
    public static final String OBJECTS = "dfs.objects";

    /** Bytes of all versions, as clients count them. */
    public static final String OBJECTS_SIZE = "dfs.objects.size";

    /** Open multipart uploads. */
    public static final String UPLOADS = "dfs.uploads";

    private Meters() {}
}
