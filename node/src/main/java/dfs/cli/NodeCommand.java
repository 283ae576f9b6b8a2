package dfs.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The nodes of the cluster. */
@Command(
        name = "node",
        description = "Shows the nodes of the cluster, and takes one out.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class NodeCommand {

    private static final List<Printer.Column> COLUMNS = List.of(
            Printer.Column.of("NODE", "id"),
            Printer.Column.of("ROLE", "role"),
            new Printer.Column("STATE", node -> node.path("reachable").asBoolean() ? "reachable" : "unreachable"),
            new Printer.Column("BYTES", node -> node.path("keepsBytes").asBoolean() ? "kept" : "none"),
            Printer.Column.of("ADDRESS", "address"),
            Printer.Column.of("MEMBER", "memberId"));

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    @ParentCommand
    private Dfs dfs;

    @Command(
            name = "list",
            description = "Lists the nodes, as the one that is asked knows them.",
            mixinStandardHelpOptions = true)
    int list() {
        dfs.printer().table(dfs.api().get("/api/v1/nodes"), "nodes", COLUMNS);
        return 0;
    }

    @Command(
            name = "remove",
            description = {
                "Takes a node out of the cluster for good: one that does not come back, or is not wanted any more.",
                "",
                "A census is taken first: a node that may be the last to keep something is not taken out.",
                "",
                "A node that comes back with an empty data folder takes its old place by itself."
            },
            mixinStandardHelpOptions = true)
    int remove(
            @Parameters(paramLabel = "NODE", description = "Its name: what `dfs node list` shows under NODE.")
                    String nodeId,
            @Option(names = "--force", description = "Take no census: what it alone keeps is lost.") boolean isForced) {
        if (!NAME.matcher(nodeId).matches()) {
            throw new CliFailure(
                    CliFailure.USAGE,
                    "\"" + nodeId + "\" is no name of a node; names are in the column NODE of `dfs node list`.");
        }
        dfs.api()
                .delete("/api/v1/nodes/" + URLEncoder.encode(nodeId, StandardCharsets.UTF_8)
                        + (isForced ? "?force=true" : ""));
        dfs.printer().line("Node " + nodeId + " is no member any more.");
        return 0;
    }
}
