package dfs.protocol.web;

import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;

/**
 * The PEM files that a port speaks TLS with.
 *
 * @param certificate the certificate chain
 * @param key its private key
 */
public record CertificateFiles(Path certificate, Path key) {

    /** The files, as a server takes them. */
    public PemKeyCertOptions pem() {
        return new PemKeyCertOptions().setCertPath(certificate.toString()).setKeyPath(key.toString());
    }
}
