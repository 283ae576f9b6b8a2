package dfs.s3;

import dfs.protocol.web.CertificateFiles;
import dfs.s3.call.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the S3 port is opened and what it allows.
 *
 * @param host the address to bind
 * @param port the port; 0 for any free one
 * @param domains names under which buckets are addressed as {@code bucket.domain}
 * @param region the region that signatures name and buckets are in
 * @param nodeId this node's name, shown to clients as the host that answered
 * @param tls the certificate and its key; absent for plain HTTP
 * @param acceptsOldFormSignatures whether a form may be signed the old way, by HMAC-SHA1
 * @param limits how much an operation may be asked for
 * @param connection how much a connection may ask for
 * @param stopGrace how long requests under way may go on once the port is told to close
 */
public record S3Settings(
        String host,
        int port,
        List<String> domains,
        String region,
        String nodeId,
        Optional<CertificateFiles> tls,
        boolean acceptsOldFormSignatures,
        Limits limits,
        ConnectionLimits connection,
        Duration stopGrace) {

    /** Names that need no configuration. */
    public static final List<String> LOCAL_DOMAINS = List.of("localhost", "s3.localhost", "localhost.localdomain");

    /** Copies the list. */
    public S3Settings {
        domains = List.copyOf(domains);
    }

    /** A plain port on this machine, with every limit as by default. */
    public static S3Settings local(int port) {
        return new S3Settings(
                "127.0.0.1",
                port,
                LOCAL_DOMAINS,
                "us-east-1",
                "node1",
                Optional.empty(),
                true,
                Limits.DEFAULT,
                ConnectionLimits.DEFAULT,
                Duration.ofSeconds(5));
    }

    /**
     * What a client's connection may ask for. Every error that comes of one of these names it.
     *
     * @param requestLineBytesMax longest request line
     * @param headerBytesMax all headers of a request together
     * @param connectionsMax connections open at a time; the next ones are told to slow down
     * @param requestsMax requests answered at a time; the next ones are told to slow down
     * @param idle a connection on which nothing moves is closed after this long
     * @param head a head of which the first byte came must come whole within this time
     * @param patience how long a client may keep us waiting for a body, or for taking a reply; a body that does not come is
     *     given up with {@code RequestTimeout}, a reply that is not taken is cut off
     * @param bytesPerSecondMin each such number of bytes that moves gives back a second of patience: who is slower for long
     *     is given up; 0 gives it back whole with each byte
     */
    public record ConnectionLimits(
            int requestLineBytesMax,
            int headerBytesMax,
            int connectionsMax,
            int requestsMax,
            Duration idle,
            Duration head,
            Duration patience,
            int bytesPerSecondMin) {

        /** Keys of 1,024 bytes, thrice as long when encoded, and a presigned query fit the request line. */
        public static final ConnectionLimits DEFAULT = new ConnectionLimits(
                16 << 10,
                32 << 10,
                16_384,
                1024,
                Duration.ofSeconds(75),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                1024);
    }
}
