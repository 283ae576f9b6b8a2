package dfs.node.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dfs.node.process.NodeProcess;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A client that is a program, run in a folder with its settings in the environment. */
final class Tool {

    private final Path folder;
    private final Map<String, String> environment;

    /** A tool run in {@code folder}, which is also its home. */
    Tool(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = new HashMap<>(environment);
        this.environment.put("HOME", folder.toString());
    }

    /** Leaves the test out where {@code command} cannot be run here. */
    void assumePresent(String name, String... command) {
        boolean isPresent;
        try {
            isPresent = NodeProcess.run(folder, Map.of(), command).exitCode() == 0;
        } catch (UncheckedIOException notFound) {
            isPresent = false;
        }
        assumeTrue(isPresent, name + " is not installed here, or does not run; .ci/run installs it");
    }

    /** Runs a command that must succeed. */
    void run(String... command) {
        assertThat(print(command)).isNotNull();
    }

    /** Runs a command that must succeed, and returns what it printed. */
    String print(String... command) {
        NodeProcess.Ended ended = NodeProcess.run(folder, environment, command);
        assertThat(ended.exitCode())
                .as("%s printed:%n%s", String.join(" ", command), ended.output())
                .isZero();
        return ended.output();
    }

    /** Runs a command that must fail, and returns what it printed. */
    String fail(String... command) {
        NodeProcess.Ended ended = NodeProcess.run(folder, environment, command);
        assertThat(ended.exitCode())
                .as("%s succeeded and printed:%n%s", String.join(" ", command), ended.output())
                .isNotZero();
        return ended.output();
    }
}
