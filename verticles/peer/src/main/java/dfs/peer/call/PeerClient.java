package dfs.peer.call;

import dfs.core.ByteBudget;
import dfs.core.Bytes;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.peer.link.LinkTls;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.LinkIdentity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls other nodes. Connections are kept, and each carries one call at a time, so that one that hangs holds no other back. A node that did
 * not answer is left alone for a moment: calls to it fail at once. Safe for any number of threads; calls block, so callers are virtual
 * threads.
 */
public final class PeerClient {

    private static final Logger log = LoggerFactory.getLogger(PeerClient.class);

    private static final int KEEP_SECONDS = 30;

    /** Connections that are made to one node at a time: many at once would all be slow, and time out together. */
    private static final int CONNECTING_MAX = 4;

    /** Received for all calls together, and not read yet. */
    private static final long HELD_BYTES_MAX = 32L << 20;

    private final HttpClient http;
    private static final String STRANGER =
            "it and this node are not certified by one cluster; compare their DFS_CLUSTER_SECRET (";

    private final PeerLimits limits;
    private final PeerCall.Terms terms;
    private final LongSupplier nanos;
    private final Map<Endpoint, Line> lines = new ConcurrentHashMap<>();

    /** What is remembered of a node: whether it answers, and how many are getting a connection to it. */
    private record Line(Breaker breaker, Semaphore connecting) {

        Line(PeerLimits limits) {
            this(new Breaker(limits.reply().toNanos(), limits.pauseMax().toNanos()), new Semaphore(CONNECTING_MAX));
        }

        <T> T entered(Supplier<T> step) {
            connecting.acquireUninterruptibly();
            try {
                return step.get();
            } finally {
                connecting.release();
            }
        }
    }

    /** A client that shows {@code identity}, and talks to nobody whom its authority did not certify. */
    public PeerClient(Vertx vertx, LinkIdentity identity, PeerLimits limits) {
        this.limits = limits;
        this.terms = new PeerCall.Terms(limits, new ByteBudget(HELD_BYTES_MAX));
        this.nanos = System::nanoTime;
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(false)
                .setKeyCertOptions(LinkTls.shows(identity))
                .setTrustOptions(LinkTls.trusts(identity))
                // Certificates name nodes, not hosts: who answers is checked by that name.
                .setVerifyHost(false)
                .setEnabledSecureTransportProtocols(LinkTls.PROTOCOLS)
                .setConnectTimeout((int) limits.connect().toMillis())
                .setSslHandshakeTimeout(limits.link().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxChunkSize(Wire.CHUNK_BYTES)
                .setKeepAliveTimeout(KEEP_SECONDS);
        this.http = vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(limits.connectionsMax()))
                .build();
    }

    /**
     * Asks, and waits for the answer.
     *
     * @throws S3Failure with the error that is the answer; {@code ServiceUnavailable} where the node cannot be reached or does not
     *     answer in time, which leaves open whether a change was made
     */
    public Bytes ask(Peer to, String path, Bytes body) {
        return ask(to, path, body, limits.reply());
    }

    /** As {@link #ask(Peer, String, Bytes)}, where the answer may take longer than is usual. */
    public Bytes ask(Peer to, String path, Bytes body, Duration reply) {
        try (PeerCall call = open(to, path, body.length(), reply)) {
            if (body.length() > 0) {
                call.write(body.buffer());
            }
            call.end(); // without a body all goes at once: a node that refuses it has heard all, and need not cut
            // it off
            return Bytes.wrap(call.rest());
        }
    }

    /**
     * Begins a call whose body is of exactly {@code sizeBytes}.
     *
     * @param uri the path, and parameters
     * @throws S3Failure {@code ServiceUnavailable} where the node cannot be reached
     */
    public PeerCall open(Peer to, String uri, long sizeBytes) {
        return open(to, uri, sizeBytes, limits.reply());
    }

    private PeerCall open(Peer to, String uri, long sizeBytes, Duration reply) {
        Line line = lines.computeIfAbsent(to.endpoint(), at -> new Line(limits));
        Breaker breaker = line.breaker();
        HttpClientRequest request = line.entered(() -> {
            long began = nanos.getAsLong();
            if (!breaker.mayTry(began)) {
                throw unreachable(to, "it did not answer a moment ago");
            }
            try {
                return connect(to, uri);
            } catch (S3Failure failure) {
                failed(breaker, to, began, failure.error().message());
                throw failure;
            }
        });
        long began = nanos.getAsLong();
        request.exceptionHandler(gone -> {}); // told by the reply, or by the next write
        SSLSession session = request.connection().sslSession(); // none where it was closed just now
        Optional<String> who = session == null ? Optional.empty() : LinkTls.nodeId(session);
        if (who.isEmpty() || (to.nodeId().isPresent() && !to.nodeId().equals(who))) {
            var _ = request.reset();
            S3Failure failure = unreachable(
                    to, who.map(other -> "node " + other + " answers there").orElse("the connection was closed"));
            failed(breaker, to, began, failure.error().message());
            throw failure;
        }
        request.putHeader("Content-Length", Long.toString(sizeBytes));
        return new PeerCall(request, to.text(), terms, reply.toMillis(), new PeerCall.Watch() {
            @Override
            public void answered() {
                if (breaker.succeeded(nanos.getAsLong())) {
                    log.atInfo().addKeyValue("node", to.text()).log("node answers again");
                }
            }

            @Override
            public void gone() {
                failed(breaker, to, began, "The connection ended before the answer.");
            }
        });
    }

    /** Closes all connections. */
    public Future<?> close() {
        return http.close();
    }

    private void failed(Breaker breaker, Peer to, long beganNanos, String why) {
        if (breaker.failed(beganNanos, nanos.getAsLong())) {
            log.atWarn().addKeyValue("node", to.text()).addKeyValue("why", why).log("node does not answer");
        }
    }

    private HttpClientRequest connect(Peer to, String uri) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(to.endpoint().host())
                .setPort(to.endpoint().port())
                .setURI(uri);
        Future<HttpClientRequest> connecting;
        try {
            connecting = http.request(options);
        } catch (IllegalStateException closed) {
            throw unreachable(to, "this node stops");
        }
        try {
            return connecting.await(limits.link().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            connecting.onSuccess(HttpClientRequest::reset);
            throw unreachable(to, "it does not answer");
        } catch (Exception e) { // Vert.x throws what failed as it is, checked or not
            throw unreachable(
                    to, isOfCertificates(e) ? STRANGER + e.getMessage() + ")" : String.valueOf(e.getMessage()));
        }
    }

    private static boolean isOfCertificates(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(GeneralSecurityException.class::isInstance);
    }

    private static S3Failure unreachable(Peer to, String why) {
        return new S3Failure(
                ErrorCode.SERVICE_UNAVAILABLE, "Cannot reach " + to.text() + ": " + why + ". Retry later.");
    }
}
