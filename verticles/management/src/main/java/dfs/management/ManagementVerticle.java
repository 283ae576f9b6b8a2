package dfs.management;

import dfs.protocol.web.TlsReload;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens the management port. */
public final class ManagementVerticle extends VerticleBase {

    /** A client that sends and receives nothing for so long is gone. */
    private static final int IDLE_SECONDS = 60;

    private final ManagementListener listener;
    private final ManagementApi api;
    private volatile @Nullable HttpServer server;

    /** Will answer at {@code listener} as {@code api} does. */
    public ManagementVerticle(ManagementListener listener, ManagementApi api) {
        this.listener = listener;
        this.api = api;
    }

    @Override
    public Future<?> start() {
        HttpServer created =
                vertx.createHttpServer(options()).requestHandler(api).invalidRequestHandler(api::onInvalidRequest);
        return created.listen().onSuccess(opened -> {
            server = opened;
            listener.certificate().ifPresent(files -> new TlsReload(vertx, opened, files).start());
        });
    }

    @Override
    public Future<?> stop() {
        HttpServer open = server;
        return open == null
                ? Future.succeededFuture()
                : open.shutdown(listener.stopGrace().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The port it listens on; to be asked for once it is deployed. */
    public int port() {
        HttpServer open = server;
        if (open == null) {
            throw new IllegalStateException("the management port is not open");
        }
        return open.actualPort();
    }

    private HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(listener.host())
                .setPort(listener.port())
                .setMaxInitialLineLength(ManagementApi.REQUEST_LINE_BYTES_MAX)
                .setMaxHeaderSize(ManagementApi.HEADER_BYTES_MAX)
                .setIdleTimeout(IDLE_SECONDS)
                // Upgrading to HTTP/2 in clear text would swallow requests that are too long, and nobody needs it here.
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true);
        listener.certificate()
                .ifPresent(files -> options.setSsl(true).setUseAlpn(true).setKeyCertOptions(files.pem()));
        return options;
    }
}
