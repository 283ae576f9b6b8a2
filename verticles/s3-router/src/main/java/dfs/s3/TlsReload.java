package dfs.s3;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks from time to time whether the certificate's files changed, and lets new connections use what they hold then. */
final class TlsReload {

    private static final Logger log = LoggerFactory.getLogger(TlsReload.class);

    private final Vertx vertx;
    private final HttpServer server;
    private final S3Settings.Tls tls;
    private List<FileTime> seen = List.of();

    TlsReload(Vertx vertx, HttpServer server, S3Settings.Tls tls) {
        this.vertx = vertx;
        this.server = server;
        this.tls = tls;
    }

    static PemKeyCertOptions pem(S3Settings.Tls tls) {
        return new PemKeyCertOptions()
                .setCertPath(tls.certificate().toString())
                .setKeyPath(tls.key().toString());
    }

    void start(long everyMillis) {
        look(this::times, times -> seen = times);
        vertx.setPeriodic(everyMillis, tick -> look(this::times, this::onTimes));
    }

    private void look(Callable<List<FileTime>> times, java.util.function.Consumer<List<FileTime>> then) {
        vertx.executeBlocking(times)
                .onSuccess(then::accept)
                .onFailure(gone -> log.atWarn()
                        .setCause(gone)
                        .log("certificate files cannot be read; the certificate in use is kept"));
    }

    private List<FileTime> times() throws IOException {
        return List.of(Files.getLastModifiedTime(tls.certificate()), Files.getLastModifiedTime(tls.key()));
    }

    private void onTimes(List<FileTime> times) {
        if (times.equals(seen)) {
            return;
        }
        seen = times;
        server.updateSSLOptions(new ServerSSLOptions().setKeyCertOptions(pem(tls)), true)
                .onSuccess(done -> log.atInfo().log("certificate reloaded"))
                .onFailure(bad -> log.atError().setCause(bad).log("new certificate refused; the old one is kept"));
    }
}
