package dfs.peer.call;

import dfs.core.ByteBudget;
import dfs.core.Bytes;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import dfs.peer.link.LinkTls;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.LinkIdentity;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the calls of other nodes, and of nobody else: whoever cannot show a certificate of the cluster's authority gets no connection.
 * What answers is registered by its path, before or while it listens; a path that nothing answers yet is told to be asked again later.
 */
public final class PeerServer {

    private static final Logger log = LoggerFactory.getLogger(PeerServer.class);

    private static final int EVENT_LOOPS_MAX = 4;
    private static final int BACKLOG = 1024;

    /** Whoever calls gives up sooner; the first one of a process that has just been started takes long on a busy machine. */
    private static final int HANDSHAKE_SECONDS = 10;

    /** Received for all calls together, and not read yet: 128 of them as much as one may. */
    private static final long HELD_BYTES_MAX = 32L << 20;

    private final LinkIdentity identity;
    private final PeerLimits limits;
    private final ByteBudget held = new ByteBudget(HELD_BYTES_MAX);
    private final Map<String, StreamAnswerer> answerers = new ConcurrentHashMap<>();
    private final Semaphore calls;
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();

    /** A server that shows {@code identity}; it does not listen yet. */
    public PeerServer(LinkIdentity identity, PeerLimits limits) {
        this.identity = identity;
        this.limits = limits;
        this.calls = new Semaphore(limits.callsMax());
    }

    /** Answers small calls of one path, such as {@code /cluster/join}, from now on. */
    public void answer(String path, Answerer answerer) {
        stream(path, exchange -> {
            Bytes reply = answerer.answer(exchange.caller(), whole(exchange));
            exchange.begin(reply.length());
            exchange.reply(reply.buffer());
        });
    }

    /** Answers streaming calls of one path from now on. */
    public void stream(String path, StreamAnswerer answerer) {
        if (!path.startsWith("/") || answerers.putIfAbsent(path, answerer) != null) {
            throw new IllegalStateException(path + " is no path, or answered already");
        }
    }

    /**
     * Begins to listen.
     *
     * @param at an address of this node, or 0.0.0.0; port 0 for any
     * @return where it listens; fails with what the system said where the port cannot be had
     */
    public Future<Endpoint> listen(Vertx vertx, Endpoint at) {
        return server(vertx, at).compose(first -> {
            Endpoint bound = new Endpoint(at.host(), first.actualPort());
            List<Future<HttpServer>> more = new ArrayList<>();
            // Servers share a port by the number they ask for.
            int loops = at.port() == 0
                    ? 1
                    : Math.min(EVENT_LOOPS_MAX, Runtime.getRuntime().availableProcessors());
            for (int i = 1; i < loops; i++) {
                more.add(server(vertx, bound));
            }
            return Future.all(more).map(all -> bound);
        });
    }

    /** Stops to listen; calls under way are cut off. */
    public Future<?> close() {
        return Future.join(servers.stream().map(HttpServer::close).toList());
    }

    private Future<HttpServer> server(Vertx vertx, Endpoint at) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(at.host())
                .setPort(at.port())
                .setSsl(true)
                .setUseAlpn(false)
                .setKeyCertOptions(LinkTls.shows(identity))
                .setTrustOptions(LinkTls.trusts(identity))
                .setClientAuth(ClientAuth.REQUIRED)
                .setEnabledSecureTransportProtocols(LinkTls.PROTOCOLS)
                .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setIdleTimeout((int) limits.bodySilence().toSeconds())
                .setMaxChunkSize(Wire.CHUNK_BYTES)
                .setAcceptBacklog(BACKLOG);
        HttpServer server = vertx.createHttpServer(options)
                .connectionHandler(connection -> connection.exceptionHandler(
                        gone -> log.atDebug().setCause(gone).log("connection of a node broke")))
                .exceptionHandler(refused -> log.atDebug().setCause(refused).log("connection refused"))
                .requestHandler(this::onRequest);
        servers.add(server);
        return server.listen();
    }

    private void onRequest(HttpServerRequest http) {
        SSLSession session = http.sslSession();
        Optional<String> caller = session == null ? Optional.empty() : LinkTls.nodeId(session);
        if (caller.isEmpty()) {
            http.connection().close();
            return;
        }
        Context context = Objects.requireNonNull(Vertx.currentContext(), "called beside the event loop");
        Inbound inbound = new Inbound(
                http, context, "node " + caller.get(), limits.bodySilence().toMillis(), held);
        inbound.open();
        Exchange exchange = new Exchange(http, context, caller.get(), inbound, limits);
        String path = Objects.requireNonNullElse(http.path(), "");
        StreamAnswerer answerer = answerers.get(path);
        if (answerer == null) {
            exchange.fail(S3Error.of(ErrorCode.SERVICE_UNAVAILABLE, "Nothing answers " + path + " yet; retry later."));
        } else if (calls.tryAcquire()) {
            Thread.ofVirtual().name("dfs-peer").start(() -> answer(answerer, exchange, path));
        } else {
            exchange.fail(S3Error.of(ErrorCode.SLOW_DOWN));
        }
    }

    private void answer(StreamAnswerer answerer, Exchange exchange, String path) {
        try {
            answerer.answer(exchange);
            exchange.end();
        } catch (S3Failure failure) {
            exchange.fail(failure.error());
        } catch (RuntimeException | Error bug) {
            log.atError().setCause(bug).addKeyValue("path", path).log("call of a node failed");
            exchange.fail(S3Error.of(ErrorCode.INTERNAL_ERROR));
        } finally {
            calls.release();
        }
    }

    private static Bytes whole(Exchange exchange) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        Optional<ByteBuffer> next = exchange.next();
        while (next.isPresent()) {
            byte[] bytes = new byte[next.get().remaining()];
            next.get().get(bytes);
            if (whole.size() + bytes.length > Wire.BYTES_MAX) {
                throw new S3Failure(ErrorCode.MAX_MESSAGE_LENGTH_EXCEEDED);
            }
            whole.writeBytes(bytes);
            next = exchange.next();
        }
        return Bytes.wrap(whole.toByteArray());
    }
}
