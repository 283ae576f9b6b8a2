package dfs.management;

import dfs.protocol.web.CertificateFiles;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the management API listens.
 *
 * @param host the address
 * @param port the port; 0 for any that is free
 * @param certificate what to speak TLS with; absent for plain HTTP
 * @param stopGrace how long requests under way may go on after a stop
 */
public record ManagementListener(String host, int port, Optional<CertificateFiles> certificate, Duration stopGrace) {}
