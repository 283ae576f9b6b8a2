package dfs.s3;

import dfs.protocol.access.Identities;
import dfs.protocol.web.TlsReload;
import dfs.s3.access.Authenticator;
import dfs.s3.access.FormAuthenticator;
import dfs.s3.call.Services;
import dfs.s3.contract.ContractBinder;
import dfs.s3.contract.ContractDocument;
import dfs.s3.contract.S3Contract;
import dfs.s3.http.S3Server;
import dfs.s3.operation.NotImplemented;
import dfs.s3.operation.Operations;
import dfs.s3.signature.SignatureVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Opens the S3 port. Several instances share the port and one server, with its limits and counters; each serves the
 * connections of an event loop of its own.
 */
public final class S3RouterVerticle extends VerticleBase {

    /** Bytes of a body that the HTTP decoder hands over at a time. */
    private static final int CHUNK_BYTES = 64 << 10;

    /** Any free port, and the same one for all instances. */
    private static final int ANY_PORT = -1;

    /** How often a port that closes looks whether its last request ended. */
    private static final long IDLE_LOOK_MILLIS = 20;

    private final S3Settings settings;
    private final S3Server server;
    private Optional<HttpServer> http = Optional.empty();

    /** An instance: it opens the port that the settings name, or joins those that have it open. */
    public S3RouterVerticle(S3Settings settings, S3Server server) {
        this.settings = settings;
        this.server = server;
    }

    /**
     * What all instances share.
     *
     * @param identities finds who owns a credential
     * @param random makes request ids; safe for several threads
     * @param management answers {@code /health}, {@code /metrics} and {@code /api} on this port; absent where nothing does
     * @throws IllegalStateException where the contract and the code differ
     */
    public static S3Server server(
            S3Settings settings,
            Services services,
            Identities identities,
            MeterRegistry meters,
            LongSupplier random,
            Optional<Handler<HttpServerRequest>> management) {
        SignatureVerifier signatures = new SignatureVerifier(settings.region());
        FormAuthenticator forms =
                new FormAuthenticator(signatures.policies(settings.acceptsOldFormSignatures()), identities);
        S3Contract contract = ContractBinder.bind(ContractDocument.load(), Operations.all(forms), NotImplemented::new);
        Authenticator authenticator = new Authenticator(signatures, identities);
        return new S3Server(settings, contract, authenticator, services, meters, random, management);
    }

    @Override
    public Future<?> start() {
        HttpServer opened = vertx.createHttpServer(options())
                .connectionHandler(server::onConnection)
                .requestHandler(server::onRequest)
                .invalidRequestHandler(server::onInvalidRequest);
        http = Optional.of(opened);
        settings.tls().ifPresent(tls -> new TlsReload(vertx, opened, tls).start());
        return opened.listen();
    }

    @Override
    public Future<?> stop() {
        return http.<Future<?>>map(this::stop).orElse(Future.succeededFuture());
    }

    /** Ends when no request is under way any more, those whose clients left included, or when the grace is over. */
    private Future<?> stop(HttpServer opened) {
        long deadlineNanos = System.nanoTime() + settings.stopGrace().toNanos();
        return opened.shutdown(settings.stopGrace().toMillis(), TimeUnit.MILLISECONDS)
                .eventually(() -> idle(deadlineNanos));
    }

    private Future<Void> idle(long deadlineNanos) {
        return server.isIdle() || System.nanoTime() - deadlineNanos >= 0
                ? Future.succeededFuture()
                : vertx.timer(IDLE_LOOK_MILLIS, TimeUnit.MILLISECONDS).compose(later -> idle(deadlineNanos));
    }

    /** The port that was opened. */
    public int port() {
        return http.map(HttpServer::actualPort).orElse(settings.port());
    }

    private HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port() == 0 ? ANY_PORT : settings.port())
                .setMaxInitialLineLength(settings.connection().requestLineBytesMax())
                .setMaxHeaderSize(settings.connection().headerBytesMax())
                .setMaxChunkSize(CHUNK_BYTES)
                .setIdleTimeout((int) settings.connection().idle().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpNoDelay(true)
                .setReuseAddress(true)
                // In clear text it would hold connections before their limits are kept: docs/adr/0012.
                .setHttp2ClearTextEnabled(false)
                // There are no WebSockets here: their handlers stay out of the way.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        settings.tls().ifPresent(tls -> options.setSsl(true).setUseAlpn(true).setKeyCertOptions(tls.pem()));
        return options;
    }
}
