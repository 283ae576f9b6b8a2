package dfs.config.bus;

import dfs.config.BusSettings;
import dfs.core.auth.Secret;
import dfs.protocol.cluster.LinkIdentity;
import dfs.protocol.cluster.Presence;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Vert.x with an event bus that reaches the other nodes: Hazelcast finds them and knows who serves which address, questions travel
 * over mutual TLS. A node that stands alone starts Vert.x without this class, and loads nothing of it.
 *
 * @param vertx the Vert.x; closing it leaves the cluster
 * @param presence who is seen on the bus
 */
public record ClusterBus(Vertx vertx, Presence presence) {

    /** A node whose process lives but that does not accept is given up after this; Hazelcast sees it go at about the same time. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /**
     * Who a node is on the bus.
     *
     * @param nodeId its name
     * @param clusterSecret tells this cluster from others in the same network
     * @param link what it shows to the others, and asks of them
     */
    public record Self(String nodeId, Secret clusterSecret, LinkIdentity link) {}

    /**
     * Starts Vert.x and joins those that are there; blocks until it has. That nobody else is there is no error.
     *
     * @param options what else Vert.x is to be; its event bus is set in it
     * @param more what else is built into it
     */
    public static ClusterBus start(
            BusSettings settings,
            Self self,
            VertxOptions options,
            UnaryOperator<VertxBuilder> more,
            InstantSource clock) {
        HazelcastClusterManager hazelcast =
                new HazelcastClusterManager(HazelcastForm.of(settings, self.nodeId(), self.clusterSecret()));
        // Not in a copy: that would keep of the metrics' options only what those of all libraries have.
        options.setEventBusOptions(eventBus(settings, self.link()));
        Vertx vertx = more.apply(Vertx.builder().with(options))
                .withClusterManager(hazelcast)
                .buildClustered()
                .await();
        var _ = FuturePolling.slow(hazelcast.getHazelcastInstance());
        return new ClusterBus(vertx, HazelcastPresence.of(hazelcast.getHazelcastInstance(), clock));
    }

    private static EventBusOptions eventBus(BusSettings settings, LinkIdentity link) {
        PemKeyCertOptions own = new PemKeyCertOptions()
                .addKeyValue(pem("PRIVATE KEY", link.key().getEncoded()))
                .addCertValue(link.chain().stream().map(ClusterBus::pem).reduce(Buffer.buffer(), Buffer::appendBuffer));
        EventBusOptions options = new EventBusOptions()
                .setHost(settings.host())
                .setPort(settings.port().number())
                .setClusterPublicHost(settings.host())
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setClientAuth(ClientAuth.REQUIRED);
        options.setSsl(true)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setKeyCertOptions(own)
                .setTrustOptions(new PemTrustOptions().addCertValue(pem(link.authority())))
                .setTcpNoDelay(true);
        return options;
    }

    private static Buffer pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate of the cluster has no encoded form", e);
        }
    }

    private static Buffer pem(String what, byte[] der) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return Buffer.buffer("-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }
}
