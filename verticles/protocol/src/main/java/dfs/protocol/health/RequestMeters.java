package dfs.protocol.health;

/**
 * The timers of answered requests. The surfaces record in them, the node's health and the dashboard are computed from
 * them: hence the names are agreed here.
 */
public final class RequestMeters {

    /** Time from a request's head to the end of its reply, on the S3 port. */
    public static final String S3_REQUESTS = "dfs.s3.requests";

    /** The same on the management port. */
    public static final String MANAGEMENT_REQUESTS = "dfs.management.requests";

    /** Tag: the contract's operationId, or {@code none} where no operation matched. */
    public static final String OPERATION = "operation";

    /** Tag: the reply's HTTP status, three digits. */
    public static final String STATUS = "status";

    private RequestMeters() {}
}
