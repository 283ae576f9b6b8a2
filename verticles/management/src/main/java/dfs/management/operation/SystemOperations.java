package dfs.management.operation;

import dfs.management.http.Call;
import dfs.management.http.Operation;
import dfs.management.http.Operations;
import dfs.management.http.Reply;
import dfs.protocol.Bus;
import dfs.protocol.health.Health;
import dfs.protocol.health.NodeFacts;
import dfs.protocol.metadata.Query;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Health, metrics and the node itself. */
public final class SystemOperations implements Operations {

    private static final int OK = 200;
    private static final int NOT_NOW = 503;

    private final Bus bus;
    private final Metadata metadata;
    private final NodeFacts node;

    /** Asks over {@code bus}; this is {@code node}. */
    public SystemOperations(Bus bus, NodeFacts node) {
        this.bus = bus;
        this.metadata = new Metadata(bus);
        this.node = node;
    }

    @Override
    public Map<String, Operation> byId() {
        return Map.of(
                "getHealth", call -> health(),
                "getLiveness", call -> Reply.ok(new JsonObject().put("status", "live")),
                "getReadiness", call -> readiness(),
                "getMetrics", this::metrics,
                "getDashboard", call -> Reply.ok(HealthJson.dashboard(bus.ask(new Health.ReadDashboard()))),
                "getNode", call -> node());
    }

    private Reply health() {
        Health.Report report = bus.ask(new Health.ReadHealth());
        return Reply.json(report.isReady() ? OK : NOT_NOW, HealthJson.report(report));
    }

    private Reply readiness() {
        boolean isReady = bus.ask(new Health.ReadHealth()).isReady();
        return Reply.json(isReady ? OK : NOT_NOW, new JsonObject().put("status", isReady ? "ready" : "not ready"));
    }

    private Reply metrics(Call call) {
        Health.Format format = call.accept().contains("application/openmetrics-text")
                ? Health.Format.OPEN_METRICS
                : Health.Format.PROMETHEUS_TEXT;
        Health.MetricsPage page = bus.ask(new Health.Scrape(format));
        return new Reply(OK, page.contentType(), page.body(), Map.of("Cache-Control", "no-store"));
    }

    private Reply node() {
        Query.Progress progress = metadata.read(new Query.FindProgress());
        Health.Status status = bus.ask(new Health.ReadHealth()).status();
        return Reply.ok(new JsonObject()
                .put("id", node.id())
                .put("type", node.type())
                .put("version", node.version())
                .put("startedAt", Json.time(node.startedMillis()))
                .put("status", Json.word(status))
                .put("revision", progress.revision())
                .put("appliedIndex", progress.appliedIndex())
                .put("buckets", progress.buckets())
                .put("condemnedBlobs", progress.condemnedBlobs())
                .put("usage", Json.usage(progress.total())));
    }
}
