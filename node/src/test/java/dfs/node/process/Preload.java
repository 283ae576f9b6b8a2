package dfs.node.process;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Builds small libraries in C that are preloaded into the process of a node (LD_PRELOAD) and stand between it and the system. */
public final class Preload {

    private Preload() {}

    /**
     * Builds one in {@code folder}; the test is skipped where this machine cannot.
     *
     * @param name of the source among the test resources, without its ending
     */
    public static Path build(Path folder, String name) {
        if (!System.getProperty("os.name").equals("Linux")) {
            return abort("system calls are stood between on Linux only");
        }
        Path library = folder.resolve(name + ".so");
        try {
            Path source = folder.resolve(name + ".c");
            try (var code = Preload.class.getResourceAsStream("/faults/" + name + ".c")) {
                Files.copy(Optional.ofNullable(code).orElseThrow(), source);
            }
            Process compiler = new ProcessBuilder(
                            List.of("cc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl"))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (compiler.waitFor() != 0) {
                return abort("the C compiler of this machine cannot build " + name + ": " + said);
            }
            return library;
        } catch (IOException e) {
            return abort(name + " needs a C compiler (cc): " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return abort("interrupted");
        }
    }
}
