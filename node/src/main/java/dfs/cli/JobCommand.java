package dfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Background work. */
@Command(
        name = "job",
        description = "Shows, starts and pauses background work.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class JobCommand {

    private static final List<Printer.Column> COLUMNS = List.of(
            Printer.Column.of("JOB", "name"),
            Printer.Column.of("STATE", "state"),
            new Printer.Column(
                    "BLOBS",
                    job -> job.path("doneBlobs").asText() + "/"
                            + job.path("totalBlobs").asText()),
            new Printer.Column("BYTES", job -> Printer.bytes(job.path("doneBytes"))),
            Printer.Column.of("FINDINGS", "findingsCount"),
            Printer.Column.of("STARTED", "startedAt"),
            Printer.Column.of("FINISHED", "finishedAt"),
            Printer.Column.of("NEXT", "nextAt"));

    /** The jobs there are. */
    enum Name {
        SCRUB,
        GARBAGE,
        COMPACTION,
        REPAIR;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @ParentCommand
    private Dfs dfs;

    @Command(name = "list", description = "Lists jobs.", mixinStandardHelpOptions = true)
    int list() {
        dfs.printer().table(dfs.api().get("/api/v1/jobs"), "jobs", COLUMNS);
        return 0;
    }

    @Command(name = "start", description = "Runs a job now, also where it was paused.", mixinStandardHelpOptions = true)
    int start(@Parameters(paramLabel = "JOB", description = "${COMPLETION-CANDIDATES}") Name name) {
        return control(name, "start");
    }

    @Command(
            name = "pause",
            description = "Stops a job where it is, until it is started.",
            mixinStandardHelpOptions = true)
    int pause(@Parameters(paramLabel = "JOB", description = "${COMPLETION-CANDIDATES}") Name name) {
        return control(name, "pause");
    }

    private int control(Name name, String order) {
        JsonNode job = dfs.api().post("/api/v1/jobs/" + name + "/" + order);
        Printer printer = dfs.printer();
        printer.print(
                job,
                () -> printer.line("Job " + job.path("name").asText() + " is "
                        + job.path("state").asText() + "."));
        return 0;
    }
}
