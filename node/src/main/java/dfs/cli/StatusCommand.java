package dfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Shows how the node is. */
@Command(
        name = "status",
        description = "Shows how the node is. Exit code 1 where it cannot serve.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    @ParentCommand
    private Dfs dfs;

    @Override
    public Integer call() {
        Api api = dfs.api();
        return api.hasKey() ? whole(api) : readiness(api);
    }

    /** Without a credential a node says whether it is ready, and no more. */
    private int readiness(Api api) {
        Api.Answer answer = api.ask("GET", "/health/ready", Optional.empty());
        Printer printer = dfs.printer();
        printer.print(
                answer.body(),
                () -> printer.line("The node at " + api.endpoint() + " is "
                        + answer.body().path("status").asText("in an unknown state")
                        + ". Set DFS_API_KEY to be told more."));
        return answer.status() == 200 ? 0 : CliFailure.REFUSED;
    }

    private int whole(Api api) {
        Api.Answer answer = api.ask("GET", "/health", Optional.empty());
        JsonNode health = answer.body();
        if (!health.has("components")) {
            JsonNode never = api.get("/health");
            throw new CliFailure(CliFailure.REFUSED, "The node's health is not understood: " + never);
        }
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.put("endpoint", api.endpoint());
        all.set("health", health);
        Printer printer = dfs.printer();
        printer.print(all, () -> {
            printer.line(api.endpoint() + " is " + health.path("status").asText() + ", up "
                    + health.path("metrics").path("uptime").asText());
            health.path("components")
                    .properties()
                    .forEach(component -> line(printer, health, component.getKey(), component.getValue()));
            JsonNode metrics = health.path("metrics");
            printer.line("  " + metrics.path("requests_per_second").asText() + " requests/s, "
                    + metrics.path("error_rate_percent").asText() + " % errors, "
                    + metrics.path("storage_nodes").asText() + " storage node(s), "
                    + metrics.path("edge_node_count").asText() + " edge node(s)");
        });
        return answer.status() == 200 ? 0 : CliFailure.REFUSED;
    }

    private static void line(Printer printer, JsonNode health, String name, JsonNode state) {
        if (state.isObject()) {
            state.properties().forEach(edge -> line(printer, health, edge.getKey(), edge.getValue()));
        } else {
            String detail = health.path("details").path(name).asText("");
            printer.line("  " + name + ": " + state.asText() + (detail.isEmpty() ? "" : " (" + detail + ")"));
        }
    }
}
