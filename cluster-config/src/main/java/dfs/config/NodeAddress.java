package dfs.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a node listens for other nodes.
 *
 * @param nodeId its name
 * @param host its host's name or address; IPv6 without brackets
 * @param port 1 to 65,535
 */
public record NodeAddress(String nodeId, String host, int port) {

    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9._-]{1,64})=(?:\\[([0-9A-Fa-f:.]+)]|([^\\[\\]:=,\\s]+)):([0-9]{1,5})");

    private static final int PORT_MAX = 65_535;

    /** Reads {@code name=host:port}; empty where it is something else. */
    static Optional<NodeAddress> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(matcher.group(4));
        String host = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
        return port < 1 || port > PORT_MAX
                ? Optional.empty()
                : Optional.of(new NodeAddress(matcher.group(1), host, port));
    }

    /** {@code host:port}. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
