package dfs.cli;

import dfs.node.Main;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Runs a node in the foreground. */
@Command(
        name = "serve",
        description = {
            "Runs a node in the foreground.",
            "",
            "Its settings come from the environment: API_PORT, STORAGE_PATH, API_KEY and what else docs/CONFIG.md lists."
        },
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

    /** Stands for no exit code: the process goes on. */
    static final int GOES_ON = -1;

    @Override
    public Integer call() {
        Main.main(new String[0]);
        return GOES_ON;
    }
}
