package dfs.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints the script that completes this command in a shell. */
@Command(
        name = "completion",
        description = {
            "Prints a script for a shell to complete this command with.",
            "",
            "  source <(dfs completion bash)"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {

    /** The shells known. One script serves both: zsh runs it in its bash mode. */
    enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @ParentCommand
    private Dfs dfs;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private Shell shell;

    @Override
    public Integer call() {
        if (shell == Shell.ZSH) {
            dfs.out().println("autoload -U +X compinit && compinit -u");
        }
        dfs.out().print(AutoComplete.bash("dfs", spec.root().commandLine()));
        dfs.out().flush();
        return 0;
    }
}
