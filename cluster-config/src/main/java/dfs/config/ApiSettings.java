package dfs.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The S3 port.
 *
 * @param host the address to listen on
 * @param port the port to listen on
 * @param region the region that signatures name
 * @param domains names of this endpoint, below which bucket names may stand
 * @param tls whether and with what to encrypt
 * @param eventLoops how many threads move its bytes
 * @param connectionsMax how many connections there may be at a time
 * @param requestsMax how many requests are answered at a time
 * @param headerBytesMax how large the headers of a request may be
 * @param idleTimeout how long a connection may be silent
 * @param headTimeout how long the head of a request may take
 * @param bodyTimeout how long a client may keep the node waiting for a body, or for taking a reply
 * @param rateMin of how many bytes each gives back a second of that
 * @param takesOldFormSignature whether uploads by form may be signed the old way
 */
public record ApiSettings(
        @Setting(env = "API_HOST", byDefault = "0.0.0.0", about = "The address the S3 port listens on.")
        String host,

        @Setting(env = "API_PORT", byDefault = "8001", about = "The port for S3 clients; 0 takes any that is free.")
        Port port,

        @Setting(
                env = "AWS_REGION",
                byDefault = "us-east-1",
                about = "The region of this node, which signatures must name; us-east-1 is taken too. A node of"
                        + " us-east-1 makes buckets of any region, and takes signatures for any.")
        String region,

        @Setting(
                env = "DFS_DOMAINS",
                byDefault = "localhost,s3.localhost",
                about = "Names of this endpoint, separated by commas. A host name `bucket.NAME` addresses the bucket"
                        + " (virtual-host style); path style works always.")
        List<String> domains,

        ApiTls tls,

        @Setting(
                env = "DFS_EVENT_LOOPS",
                byDefault = "1",
                about = "How many threads move the bytes of the S3 port's connections and encrypt them.")
        int eventLoops,

        @Setting(
                env = "DFS_CONNECTIONS_MAX",
                byDefault = "16384",
                about = "How many connections the S3 port holds at a time; the next ones are told to slow down.")
        int connectionsMax,

        @Setting(
                env = "DFS_REQUESTS_MAX",
                byDefault = "1024",
                about = "How many S3 requests are answered at a time; the next ones are told to slow down.")
        int requestsMax,

        @Setting(
                env = "DFS_HEADER_BYTES_MAX",
                byDefault = "32KiB",
                about = "How large all headers of a request may be together.")
        ByteSize headerBytesMax,

        @Setting(
                env = "DFS_IDLE_TIMEOUT",
                byDefault = "75s",
                about = "A connection on which nothing moves for this long is closed.")
        Duration idleTimeout,

        @Setting(
                env = "DFS_HEAD_TIMEOUT",
                byDefault = "30s",
                about = "A head of which the first byte came and the last did not for this long is given up with"
                        + " `RequestTimeout`.")
        Duration headTimeout,

        @Setting(
                env = "DFS_BODY_TIMEOUT",
                byDefault = "30s",
                about = "A body of which no byte comes for this long is given up with `RequestTimeout`.")
        Duration bodyTimeout,

        @Setting(
                env = "DFS_RATE_MIN",
                byDefault = "1KiB",
                about =
                        "How many bytes a second a client must send of a body, or take of a reply: one that is slower, for"
                                + " longer than DFS_BODY_TIMEOUT in all, is given up. 0 sets no such limit.")
        ByteSize rateMin,

        @Setting(
                env = "DFS_FORM_SIGV2",
                byDefault = "True",
                about =
                        "Whether uploads by HTML form may be signed with the old Signature Version 2, as many clients still do.")
        boolean takesOldFormSignature) {

    /** User metadata of 2 KiB, a session token and a policy fit below it; beyond the other, headers are no headers any more. */
    private static final int HEADER_BYTES_FLOOR = 8 << 10;

    private static final int HEADER_BYTES_CEILING = 1 << 20;

    /** A client on a thin line is slower than that, and not at fault. */
    private static final int RATE_MIN_CEILING = 1 << 20;

    /** More than that move no more bytes than a network brings. */
    private static final int EVENT_LOOPS_CEILING = 64;

    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

    /** Checks the values. */
    public ApiSettings {
        domains = List.copyOf(domains);
        new Rules()
                .require(
                        REGION.matcher(region).matches(),
                        "AWS_REGION=" + region + ": use lower-case letters, digits and hyphens, as in us-east-1")
                .require(
                        domains.stream()
                                .allMatch(domain -> DOMAIN.matcher(domain).matches()),
                        "DFS_DOMAINS=" + String.join(",", domains)
                                + ": each is a host name in lower case, without port, such as s3.example.org")
                .require(
                        eventLoops >= 1 && eventLoops <= EVENT_LOOPS_CEILING,
                        "DFS_EVENT_LOOPS=" + eventLoops + ": must lie between 1 and " + EVENT_LOOPS_CEILING)
                .require(connectionsMax >= 1, "DFS_CONNECTIONS_MAX=" + connectionsMax + ": at least 1 must be allowed")
                .require(requestsMax >= 1, "DFS_REQUESTS_MAX=" + requestsMax + ": at least 1 must be allowed")
                .require(
                        headerBytesMax.bytes() >= HEADER_BYTES_FLOOR && headerBytesMax.bytes() <= HEADER_BYTES_CEILING,
                        "DFS_HEADER_BYTES_MAX: must lie between 8KiB and 1MiB")
                .require(idleTimeout.isPositive(), "DFS_IDLE_TIMEOUT: must be longer than 0")
                .require(headTimeout.isPositive(), "DFS_HEAD_TIMEOUT: must be longer than 0")
                .require(bodyTimeout.isPositive(), "DFS_BODY_TIMEOUT: must be longer than 0")
                .require(rateMin.bytes() <= RATE_MIN_CEILING, "DFS_RATE_MIN: must be at most 1MiB")
                .enforce();
    }
}
