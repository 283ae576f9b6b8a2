package dfs.protocol.cluster;

import java.util.Optional;

/**
 * Where something listens.
 *
 * @param host a name or an address; IPv6 addresses without brackets
 * @param port 1 to 65535; 0 where it is not known yet
 */
public record Endpoint(String host, int port) {

    private static final int PORT_MAX = 65_535;

    /** Checks the ranges. */
    public Endpoint {
        if (host.isBlank() || port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("endpoint " + host + " " + port);
        }
    }

    /** Reads {@code host:port}, or {@code [address]:port} for IPv6; empty where it is neither. */
    public static Optional<Endpoint> parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        String host = text.substring(0, colon);
        boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        String bare = isBracketed ? host.substring(1, host.length() - 1) : host;
        int port = Integer.parseInt(text.substring(colon + 1));
        return bare.isBlank() || (!isBracketed && bare.contains(":")) || port > PORT_MAX
                ? Optional.empty()
                : Optional.of(new Endpoint(bare, port));
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
