package dfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Takes a census of all replicas. */
@Command(
        name = "fsck",
        description = {
            "Compares what every node keeps with what the metadata names, and says what is missing or damaged where.",
            "",
            "It changes nothing: each node makes anew by itself what it misses (dfs job start repair does so now). Exit code 1 where not all"
                    + " is well."
        },
        mixinStandardHelpOptions = true)
final class FsckCommand implements Callable<Integer> {

    private static final String PATH = "/api/v1/fsck";
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final List<Printer.Column> COLUMNS = List.of(
            Printer.Column.of("NODE", "id"),
            new Printer.Column("STATE", node -> node.path("reachable").asBoolean() ? "reachable" : "unreachable"),
            Printer.Column.of("BLOBS", "expectedBlobs"),
            Printer.Column.of("MISSING", "missingBlobs"),
            Printer.Column.of("DAMAGED", "damagedBlobs"),
            Printer.Column.of("SURPLUS", "surplusBlobs"),
            Printer.Column.of("UNNAMED", "unnamedBlobs"),
            Printer.Column.of("SOLE", "soleBlobs"));

    @ParentCommand
    private Dfs dfs;

    @Option(names = "--deep", description = "Reads and checks every byte on every node.")
    private boolean isDeep;

    @Override
    public Integer call() {
        Api api = dfs.api();
        JsonNode census = api.post(PATH + "?deep=" + isDeep);
        while (census.path("state").asText().equals("running")) {
            LockSupport.parkNanos(LOOK_NANOS);
            census = api.get(PATH);
        }
        JsonNode found = census;
        Printer printer = dfs.printer();
        printer.print(found, () -> {
            printer.table(found, "nodes", COLUMNS);
            tell(printer, found);
        });
        return found.path("healthy").asBoolean() ? 0 : CliFailure.REFUSED;
    }

    private static void tell(Printer printer, JsonNode found) {
        found.path("nodes")
                .forEach(node -> node.path("findings").forEach(finding -> printer.line("  " + finding.asText())));
        if (found.path("state").asText().equals("failed")) {
            printer.line("The census was not taken to its end: "
                    + found.path("failure").asText());
        } else {
            printer.line(
                    found.path("healthy").asBoolean()
                            ? "Healthy: every node has every blob that it should keep, of "
                                    + found.path("namedBlobs").asText() + " in all"
                                    + (found.path("deep").asBoolean() ? ", and all bytes are what was written." : ".")
                            : "Not healthy.");
        }
    }
}
