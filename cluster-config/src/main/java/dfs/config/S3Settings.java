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
 * @param idleTimeout how long a connection may be silent
 * @param connectionsMax how many connections there may be at a time
 * @param takesOldFormSignature whether uploads by form may be signed the old way
 */
public record S3Settings(
        @Setting(env = "API_HOST", byDefault = "0.0.0.0", about = "The address the S3 port listens on.")
        String host,

        @Setting(env = "API_PORT", byDefault = "8001", about = "The port for S3 clients; 0 takes any that is free.")
        Port port,

        @Setting(env = "AWS_REGION", byDefault = "us-east-1", about = "The region that signatures must name.")
        String region,

        @Setting(
                env = "DFS_DOMAINS",
                byDefault = "localhost",
                about = "Names of this endpoint, separated by commas. A host name `bucket.NAME` addresses the bucket"
                        + " (virtual-host style); path style works always.")
        List<String> domains,

        S3Tls tls,

        @Setting(
                env = "DFS_IDLE_TIMEOUT",
                byDefault = "60s",
                about = "A connection on which nothing moves for this long is closed.")
        Duration idleTimeout,

        @Setting(
                env = "DFS_CONNECTIONS_MAX",
                byDefault = "4096",
                about = "How many connections the S3 port holds at a time; further ones are closed at once.")
        int connectionsMax,

        @Setting(
                env = "DFS_FORM_SIGV2",
                byDefault = "True",
                about =
                        "Whether uploads by HTML form may be signed with the old Signature Version 2, as many clients still do.")
        boolean takesOldFormSignature) {

    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

    /** Checks the values. */
    public S3Settings {
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
                .require(idleTimeout.isPositive(), "DFS_IDLE_TIMEOUT: must be longer than 0")
                .require(
                        connectionsMax >= 1,
                        "DFS_CONNECTIONS_MAX=" + connectionsMax + ": at least one connection must be allowed")
                .enforce();
    }
}
