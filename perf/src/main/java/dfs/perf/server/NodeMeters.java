package dfs.perf.server;

import dfs.perf.server.Usage.Writes;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * What a node counts of itself, on its Prometheus page.
 *
 * @param page where it is
 * @param apiKey lets read it
 * @param logs on how many nodes a command of the metadata's log is synced
 */
public record NodeMeters(URI page, String apiKey, int logs) {

    private static final String SYNCS = "dfs_storage_sync_seconds_count";
    private static final String COMMANDS = "dfs_metadata_batch_mutations_count";
    private static final String WRITTEN = "dfs_storage_written_bytes_total";

    /** What it wrote until now; of its commands of the log, what all nodes did. */
    public Writes writes() throws IOException {
        HttpURLConnection ask = (HttpURLConnection) page.toURL().openConnection();
        ask.setRequestProperty("X-Api-Key", apiKey);
        try (InputStream reply = ask.getInputStream()) {
            return writes(new String(reply.readAllBytes(), StandardCharsets.UTF_8), logs);
        }
    }

    static Writes writes(String page, int logs) {
        return new Writes(value(page, SYNCS) + logs * value(page, COMMANDS), value(page, WRITTEN));
    }

    private static long value(String page, String name) {
        return page.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
