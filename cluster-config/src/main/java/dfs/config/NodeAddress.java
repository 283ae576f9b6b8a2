package dfs.config;

import dfs.protocol.cluster.Endpoint;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a node listens for other nodes.
 *
 * @param nodeId its name
 * @param endpoint its host and port; the port is 1 to 65,535
 */
public record NodeAddress(String nodeId, Endpoint endpoint) {

    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9._-]{1,64})=((?:\\[[0-9A-Fa-f:.]+]|[^\\[\\]:=,\\s]+):[0-9]{1,5})");

    /** Reads {@code name=host:port}; empty where it is something else. */
    static Optional<NodeAddress> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Endpoint.parse(matcher.group(2))
                        .filter(endpoint -> endpoint.port() > 0)
                        .map(endpoint -> new NodeAddress(matcher.group(1), endpoint))
                : Optional.empty();
    }
}
