package dfs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of the {@code dfs} command, and what its subcommands share: whom they talk to, and how they print. */
@Command(
        name = "dfs",
        description = "Runs and looks after DFS nodes.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        subcommands = {
            ServeCommand.class,
            StatusCommand.class,
            UserCommand.class,
            KeyCommand.class,
            BucketCommand.class,
            JobCommand.class,
            NodeCommand.class,
            FsckCommand.class,
            CompletionCommand.class
        },
        footer = {
            "",
            "The node is the first found of:",
            "  --endpoint, or DFS_ENDPOINT, with the key in DFS_API_KEY or API_KEY",
            "  data/dev/dfs.json, here or in a folder above, as start_dev.sh writes it",
            "  http://127.0.0.1:5001",
            "",
            "Exit codes:",
            "  0 done            1 the node refused or failed   2 wrong usage",
            "  3 no node answers 4 not allowed                  5 no such thing"
        })
public final class Dfs {

    private final Map<String, String> environment;
    private final Path folder;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "The node's management API, http://host:5001.")
    private @Nullable String endpoint;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print JSON, for programs.")
    private boolean isJson;

    /** The command in an environment, run in a folder. */
    Dfs(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    /** Runs the command, and ends the process with its exit code. */
    public static void main(String[] arguments) {
        int exitCode = commandLine(System.getenv(), Path.of("")).execute(arguments);
        if (exitCode != ServeCommand.GOES_ON) {
            System.exit(exitCode);
        }
    }

    /** The command line, ready to execute. */
    public static CommandLine commandLine(Map<String, String> environment, Path folder) {
        Dfs dfs = new Dfs(environment, folder);
        return new CommandLine(dfs)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((problem, commandLine, parsed) -> {
                    if (problem instanceof CliFailure failure) {
                        commandLine.getErr().println("dfs: " + failure.getMessage());
                        dfs.printer().failed(failure);
                        return failure.exitCode();
                    }
                    throw problem;
                });
    }

    /** The node's API. */
    Api api() {
        return new Api(Target.find(endpoint, environment, folder));
    }

    /** Where answers are printed. */
    Printer printer() {
        return new Printer(out(), isJson);
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
