package dfs.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the S3 port encrypts with.
 *
 * @param certificate PEM file; absent for plain HTTP
 * @param key PEM file; absent for plain HTTP
 */
public record ApiTls(
        @Setting(
                env = "DFS_TLS_CERT",
                about =
                        "PEM file with the S3 port's certificate and its chain. With it the port speaks HTTPS; the file is"
                                + " read again when it changes.")
        Optional<Path> certificate,

        @Setting(env = "DFS_TLS_KEY", about = "PEM file with the private key of `DFS_TLS_CERT` (PKCS #8).")
        Optional<Path> key)
        implements Tls {

    /** Checks that both are there, or none. */
    public ApiTls {
        new Rules()
                .require(
                        certificate.isPresent() == key.isPresent(),
                        "DFS_TLS_CERT and DFS_TLS_KEY go together: set both or none")
                .enforce();
    }
}
