package dfs.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.protocol.web.CertificateFiles;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 by TLS, and TLS with certificates that change. */
final class S3ProtocolsTest {

    private static final int LARGE = 3_000_000;

    @Test
    void tlsIsSpokenWithEitherVersionAndANewCertificateIsTakenUp(@TempDir Path folder) throws Exception {
        Vertx vertx = Vertx.vertx();
        CertificateFiles tls = new CertificateFiles(folder.resolve("cert.pem"), folder.resolve("key.pem"));
        writeCertificate(folder, tls, "first");
        try (Surface surface = new Surface(withTls(tls))) {
            HttpClientOptions trusting =
                    new HttpClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false);
            HttpClient one = vertx.createHttpClient(trusting);
            roundTrip(one, surface.port(), true);
            one.close().await();
            HttpClientOptions http2 =
                    new HttpClientOptions(trusting).setUseAlpn(true).setProtocolVersion(HttpVersion.HTTP_2);
            HttpClient two = vertx.createHttpClient(http2);
            roundTrip(two, surface.port(), true);
            withoutALength(two, surface.port());
            two.close().await();

            assertThat(subject(vertx, trusting, surface.port())).contains("first");
            writeCertificate(folder, tls, "second");
            Files.setLastModifiedTime(
                    tls.certificate(), FileTime.from(Instant.now().plusSeconds(60)));
            long deadline = System.nanoTime() + 20_000_000_000L;
            String seen = "";
            while (!seen.contains("second") && System.nanoTime() < deadline) {
                seen = subject(vertx, trusting, surface.port());
                Thread.yield();
            }
            assertThat(seen).contains("second");
        } finally {
            vertx.close().await();
        }
    }

    private static void roundTrip(HttpClient client, int port, boolean isSecure) {
        assertThat(send(client, port, isSecure, HttpMethod.PUT, "/bkt", Buffer.buffer())
                        .status())
                .isEqualTo(200);
        Buffer body = Buffer.buffer();
        for (int i = 0; i < LARGE; i++) {
            body.appendByte((byte) (i * 31 + i / 997));
        }
        for (int size : new int[] {5, 50_000, LARGE}) {
            String target = "/bkt/size" + size;
            Buffer part = body.slice(0, size);
            assertThat(send(client, port, isSecure, HttpMethod.PUT, target, part)
                            .status())
                    .isEqualTo(200);
            assertThat(send(client, port, isSecure, HttpMethod.GET, target, Buffer.buffer())
                            .body())
                    .isEqualTo(part);
        }
        Answer absent = send(client, port, isSecure, HttpMethod.GET, "/bkt/absent", Buffer.buffer());
        assertThat(absent.status()).isEqualTo(404);
        assertThat(absent.body().toString()).contains("<Code>NoSuchKey</Code>");
        assertThat(send(client, port, isSecure, HttpMethod.PUT, "/absent/key", body)
                        .status())
                .isEqualTo(404);
        assertThat(send(client, port, isSecure, HttpMethod.HEAD, "/bkt/size5", Buffer.buffer())
                        .status())
                .isEqualTo(200);
    }

    private static void withoutALength(HttpClient client, int port) {
        for (int size : new int[] {0, 10, LARGE}) {
            Buffer body = Buffer.buffer(new byte[size]);
            RequestOptions options = options(port, true, HttpMethod.PUT, "/bkt/streamed");
            int status = client.request(options)
                    .compose(request -> {
                        request.setChunked(true).write(body);
                        return request.end().compose(sent -> request.response());
                    })
                    .map(response -> response.statusCode())
                    .await();
            assertThat(status).isEqualTo(200);
            assertThat(send(client, port, true, HttpMethod.GET, "/bkt/streamed", Buffer.buffer())
                            .body())
                    .isEqualTo(body);
        }
    }

    private static RequestOptions options(int port, boolean isSecure, HttpMethod method, String target) {
        return new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setSsl(isSecure)
                .setMethod(method)
                .setURI(target)
                .putHeader("X-Api-Key", Surface.API_KEY);
    }

    private record Answer(int status, Buffer body) {}

    private static Answer send(
            HttpClient client, int port, boolean isSecure, HttpMethod method, String target, Buffer body) {
        return client.request(options(port, isSecure, method, target))
                .compose(request -> request.send(body)
                        .compose(response -> response.body().map(bytes -> new Answer(response.statusCode(), bytes))))
                .await();
    }

    private static String subject(Vertx vertx, HttpClientOptions options, int port) throws Exception {
        HttpClient client = vertx.createHttpClient(options);
        AtomicReference<Certificate> seen = new AtomicReference<>();
        client.request(HttpMethod.GET, port, "127.0.0.1", "/")
                .compose(request -> {
                    request.connection().sslSession();
                    try {
                        seen.set(request.connection().sslSession().getPeerCertificates()[0]);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    return request.send();
                })
                .await();
        client.close().await();
        return ((X509Certificate) seen.get()).getSubjectX500Principal().getName();
    }

    private static S3Settings withTls(CertificateFiles tls) {
        S3Settings local = S3Settings.local(0);
        return new S3Settings(
                local.host(),
                0,
                local.domains(),
                local.region(),
                local.nodeId(),
                Optional.of(tls),
                true,
                local.limits(),
                local.connection(),
                local.stopGrace());
    }

    private static void writeCertificate(Path folder, CertificateFiles tls, String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        pem(tls.key(), "PRIVATE KEY", keys.getKey("a", "changeit".toCharArray()).getEncoded());
        pem(tls.certificate(), "CERTIFICATE", keys.getCertificate("a").getEncoded());
    }

    private static void pem(Path file, String what, byte[] der) throws Exception {
        Files.writeString(
                file,
                "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + what
                        + "-----\n");
    }
}
