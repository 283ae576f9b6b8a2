package dfs.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The management port.
 *
 * @param host the address to listen on
 * @param port the port to listen on
 * @param webOrigins origins whose pages may call the node from a browser, on either port
 * @param isMetricsPublic whether anybody may read the metrics page
 * @param tls whether and with what to encrypt
 */
public record ManagementSettings(
        @Setting(
                env = "DFS_MANAGEMENT_HOST",
                byDefault = "0.0.0.0",
                about = "The address the management port listens on.")
        String host,

        @Setting(
                env = "DFS_MANAGEMENT_PORT",
                byDefault = "5001",
                about = "The port for health, metrics, users, keys and background work; 0 takes any that is free.")
        Port port,

        @Setting(
                env = "CORS_ORIGINS",
                about =
                        "Origins whose web pages may call the node, separated by commas, as `http://localhost:3000`; `*` for"
                                + " any, then without the browser's credentials.")
        List<String> webOrigins,

        @Setting(
                env = "DFS_METRICS_PUBLIC",
                byDefault = "False",
                about =
                        "`True` lets anybody read `/metrics`; otherwise it takes a user of the role metrics, or a higher one.")
        boolean isMetricsPublic,

        ManagementTls tls) {

    private static final Pattern ORIGIN = Pattern.compile("\\*|https?://[A-Za-z0-9.\\[\\]:-]+");

    /** Checks the values. */
    public ManagementSettings {
        webOrigins = List.copyOf(webOrigins);
        new Rules()
                .require(
                        webOrigins.stream()
                                .allMatch(origin -> ORIGIN.matcher(origin).matches()),
                        "CORS_ORIGINS=" + String.join(",", webOrigins)
                                + ": each is scheme, host and port without a path, such as http://localhost:3000, or *")
                .enforce();
    }
}
