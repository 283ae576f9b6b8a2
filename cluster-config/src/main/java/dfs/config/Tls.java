package dfs.config;

import java.nio.file.Path;
import java.util.Optional;

/** What a port encrypts with: a certificate and its key, as PEM files that are read again when they change. */
public sealed interface Tls permits ApiTls, ManagementTls {

    /** The certificate, with its chain behind it. */
    Optional<Path> certificate();

    /** The private key (PKCS #8). */
    Optional<Path> key();

    /** Whether the port is encrypted. */
    default boolean isOn() {
        return certificate().isPresent() && key().isPresent();
    }

    /** The scheme of the port's URLs. */
    default String scheme() {
        return isOn() ? "https" : "http";
    }
}
