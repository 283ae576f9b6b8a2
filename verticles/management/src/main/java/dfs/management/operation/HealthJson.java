package dfs.management.operation;

import dfs.protocol.health.ComponentState;
import dfs.protocol.health.Health;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** The contract's JSON forms of health and dashboard: words joined by underscores, as its first clients know them. */
final class HealthJson {

    private HealthJson() {}

    static JsonObject report(Health.Report report) {
        JsonObject components = new JsonObject();
        JsonObject edgeNodes = new JsonObject();
        JsonObject details = new JsonObject();
        report.components().forEach((component, state) -> {
            components.put(component.text(), Json.word(state.status()));
            putDetail(details, component.text(), state);
        });
        report.edgeNodes().forEach((name, state) -> {
            edgeNodes.put(name, Json.word(state.status()));
            putDetail(details, name, state);
        });
        components.put("edge_nodes", edgeNodes);
        Health.Figures figures = report.figures();
        JsonObject json = new JsonObject()
                .put("status", Json.word(report.status()))
                .put("components", components)
                .put(
                        "metrics",
                        new JsonObject()
                                .put("uptime", uptime(figures.uptimeSeconds()))
                                .put("requests_per_second", rounded(figures.requestsPerSecond(), 1))
                                .put("error_rate_percent", rounded(figures.errorRatePercent(), 2))
                                .put("edge_node_count", report.edgeNodes().size())
                                .put("storage_nodes", figures.storageNodes()));
        return details.isEmpty() ? json : json.put("details", details);
    }

    static JsonObject dashboard(Health.Dashboard dashboard) {
        JsonArray operations = new JsonArray();
        dashboard
                .operations()
                .forEach(operation ->
                        operations.add(requests(operation.requests()).put("operation", operation.name())));
        JsonObject edgeNodes = new JsonObject();
        dashboard.health().edgeNodes().forEach((name, state) -> edgeNodes.put(name, Json.word(state.status())));
        return new JsonObject()
                .put(
                        "node",
                        new JsonObject()
                                .put("id", dashboard.node().id())
                                .put("type", dashboard.node().type())
                                .put("version", dashboard.node().version())
                                .put("started_at", Json.time(dashboard.node().startedMillis())))
                .put("health", report(dashboard.health()))
                .put("system", process(dashboard.process()))
                .put("storage", storage(dashboard.storage()))
                .put("requests", requests(dashboard.requests()))
                .put("operations", operations)
                .put("edge_nodes", edgeNodes);
    }

    private static JsonObject process(Health.Process process) {
        JsonObject json = new JsonObject()
                .put("heap_used_bytes", process.heapUsedBytes())
                .put("heap_max_bytes", process.heapMaxBytes())
                .put("threads", process.threads());
        putKnown(json, "cpu_percent", process.cpuPercent());
        putKnown(json, "system_cpu_percent", process.systemCpuPercent());
        putKnown(json, "open_files", process.openFiles());
        putKnown(json, "open_files_max", process.openFilesMax());
        return json;
    }

    private static JsonObject storage(Health.Storage storage) {
        return new JsonObject()
                .put("buckets", storage.buckets())
                .put("objects", storage.objects())
                .put("versions", storage.versions())
                .put("bytes", storage.bytes())
                .put("uploads", storage.uploads())
                .put("upload_bytes", storage.uploadBytes())
                .put("disk_bytes", storage.diskBytes())
                .put("disk_free_bytes", storage.diskFreeBytes())
                .put("blob_bytes", storage.blobBytes())
                .put("dead_bytes", storage.deadBytes());
    }

    private static JsonObject requests(Health.Requests requests) {
        return new JsonObject()
                .put("count", requests.count())
                .put("errors", requests.errors())
                .put("mean_milliseconds", rounded(requests.meanMillis(), 3))
                .put("max_milliseconds", rounded(requests.maxMillis(), 3));
    }

    private static void putDetail(JsonObject details, String name, ComponentState state) {
        if (!state.detail().isEmpty()) {
            details.put(name, state.detail());
        }
    }

    private static void putKnown(JsonObject json, String name, double value) {
        if (value < 0) {
            json.putNull(name);
        } else {
            json.put(name, rounded(value, 1));
        }
    }

    private static void putKnown(JsonObject json, String name, long value) {
        if (value < 0) {
            json.putNull(name);
        } else {
            json.put(name, value);
        }
    }

    private static String uptime(long seconds) {
        return seconds / 86_400 + "d " + seconds / 3600 % 24 + "h " + seconds / 60 % 60 + "m";
    }

    private static double rounded(double value, int digits) {
        return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP).doubleValue();
    }
}
