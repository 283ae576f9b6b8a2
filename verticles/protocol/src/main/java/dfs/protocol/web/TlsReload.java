package dfs.protocol.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks from time to time whether the certificate's files changed, and lets new connections use what they hold then. */
public final class TlsReload {

    private static final Logger log = LoggerFactory.getLogger(TlsReload.class);

    /** Soon enough for whoever renews a certificate, and too seldom to cost anything. */
    private static final long EVERY_MILLIS = 2_000;

    private final Vertx vertx;
    private final HttpServer server;
    private final CertificateFiles files;
    private List<FileTime> seen = List.of();

    /** Will look after the certificate of {@code server}. */
    public TlsReload(Vertx vertx, HttpServer server, CertificateFiles files) {
        this.vertx = vertx;
        this.server = server;
        this.files = files;
    }

    /** Looks at once, and then again and again for as long as {@code vertx} lives. */
    public void start() {
        look(this::times, times -> seen = times);
        vertx.setPeriodic(EVERY_MILLIS, tick -> look(this::times, this::onTimes));
    }

    private void look(Callable<List<FileTime>> times, Consumer<List<FileTime>> then) {
        vertx.executeBlocking(times)
                .onSuccess(then::accept)
                .onFailure(gone -> log.atWarn()
                        .setCause(gone)
                        .log("certificate files cannot be read; the certificate in use is kept"));
    }

    private List<FileTime> times() throws IOException {
        return List.of(Files.getLastModifiedTime(files.certificate()), Files.getLastModifiedTime(files.key()));
    }

    private void onTimes(List<FileTime> times) {
        if (times.equals(seen)) {
            return;
        }
        seen = times;
        server.updateSSLOptions(new ServerSSLOptions().setKeyCertOptions(files.pem()), true)
                .onSuccess(done -> log.atInfo().log("certificate reloaded"))
                .onFailure(bad -> log.atError().setCause(bad).log("new certificate refused; the old one is kept"));
    }
}
