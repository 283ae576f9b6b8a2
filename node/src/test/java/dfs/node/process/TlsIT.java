package dfs.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates of both ports. */
class TlsIT {

    private static final Duration RELOAD_LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void bothPortsTakeANewCertificateWithoutARestart() throws Exception {
        Path certificate = folder.resolve("node.crt");
        Path key = folder.resolve("node.key");
        Certificate first = renew(certificate, key);
        try (NodeProcess node = NodeProcess.start(
                folder,
                "DFS_TLS_CERT",
                certificate.toString(),
                "DFS_TLS_KEY",
                key.toString(),
                "DFS_MANAGEMENT_TLS_CERT",
                certificate.toString(),
                "DFS_MANAGEMENT_TLS_KEY",
                key.toString())) {
            assertThat(shown(node.s3())).isEqualTo(first);
            assertThat(shown(node.management())).isEqualTo(first);

            Certificate second = renew(certificate, key);

            awaitShown(node.s3(), second);
            awaitShown(node.management(), second);
        }
    }

    /** Puts a new pair in the place of the old one, as those who renew certificates do: whole files, one after the other. */
    private Certificate renew(Path certificate, Path key) throws IOException, GeneralSecurityException {
        SelfSignedCertificate made = SelfSignedCertificate.create("localhost");
        replace(Path.of(made.privateKeyPath()), key);
        replace(Path.of(made.certificatePath()), certificate);
        made.delete();
        try (InputStream pem = Files.newInputStream(certificate)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }

    private void replace(Path made, Path target) throws IOException {
        Path beside = Files.copy(made, folder.resolve("new"), StandardCopyOption.REPLACE_EXISTING);
        Path _ = Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void awaitShown(String url, Certificate expected) throws IOException, GeneralSecurityException {
        long end = System.nanoTime() + RELOAD_LIMIT.toNanos();
        Certificate shown = shown(url);
        while (!shown.equals(expected) && System.nanoTime() < end) {
            shown = shown(url);
        }
        assertThat(shown).as(url).isEqualTo(expected);
    }

    /** The certificate that a new connection is shown. */
    private static Certificate shown(String url) throws IOException, GeneralSecurityException {
        URI uri = URI.create(url);
        assertThat(uri.getScheme()).isEqualTo("https");
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new TrustAny()}, null);
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", uri.getPort())) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    /** Who looks at a certificate need not trust it. */
    private static final class TrustAny extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
