package dfs.management;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import org.jspecify.annotations.Nullable;

/** Opens the management port. */
public final class ManagementVerticle extends VerticleBase {

    private final HttpServerOptions options;
    private final ManagementApi api;
    private volatile @Nullable HttpServer server;

    /** Will answer as {@code api} does, on the host and port of {@code options}, with TLS where they say so. */
    public ManagementVerticle(HttpServerOptions options, ManagementApi api) {
        this.options = new HttpServerOptions(options).setHandle100ContinueAutomatically(true);
        this.api = api;
    }

    @Override
    public Future<?> start() {
        return vertx.createHttpServer(options).requestHandler(api).listen().onSuccess(opened -> server = opened);
    }

    @Override
    public Future<?> stop() {
        HttpServer open = server;
        return open == null ? Future.succeededFuture() : open.close();
    }

    /** The port it listens on; to be asked for once it is deployed. */
    public int port() {
        return open().actualPort();
    }

    /** Takes new certificates into use for connections from now on. */
    public Future<Boolean> updateTls(ServerSSLOptions tls) {
        return open().updateSSLOptions(tls);
    }

    private HttpServer open() {
        HttpServer open = server;
        if (open == null) {
            throw new IllegalStateException("the management port is not open");
        }
        return open;
    }
}
