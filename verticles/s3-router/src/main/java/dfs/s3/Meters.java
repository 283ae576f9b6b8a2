package dfs.s3;

/** The meters of the S3 surface, beside the timer of {@link dfs.protocol.health.RequestMeters#S3_REQUESTS}. */
public final class Meters {

    /** Connections open on the S3 port. */
    public static final String CONNECTIONS = "dfs.s3.connections";

    /** Requests being answered. */
    public static final String REQUESTS_ACTIVE = "dfs.s3.requests.active";

    /** Bytes of bodies received. */
    public static final String BYTES_IN = "dfs.s3.received.bytes";

    /** Bytes of bodies sent. */
    public static final String BYTES_OUT = "dfs.s3.sent.bytes";

    /** Replies cut off because the bytes to be sent were damaged or gone. */
    public static final String REPLIES_CUT = "dfs.s3.replies.cut";

    private Meters() {}
}
