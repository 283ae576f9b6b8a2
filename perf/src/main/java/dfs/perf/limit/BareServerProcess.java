package dfs.perf.limit;

import dfs.perf.client.Endpoint;
import dfs.perf.server.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The bare server, started with the options of a node's Java, and the files that it sends. Stopped when closed. */
public final class BareServerProcess implements AutoCloseable {

    private static final List<String> JAVA_OPTIONS = List.of(
            "-Xms64m",
            "-Xmx384m",
            "-XX:+UseG1GC",
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final Process process;
    private final Endpoint endpoint;

    private BareServerProcess(Process process, Endpoint endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Starts it, with files of these sizes in the folder. */
    public static BareServerProcess start(Path folder, List<Long> sizes) throws IOException {
        for (long size : sizes) {
            try (RandomAccessFile file =
                    new RandomAccessFile(folder.resolve(Long.toString(size)).toFile(), "rw")) {
                byte[] block = new byte[1024 * 1024];
                for (long at = 0; at < size; at += block.length) {
                    file.write(block, 0, (int) Math.min(block.length, size - at));
                }
            }
        }
        ProcessBuilder builder = new ProcessBuilder();
        builder.command()
                .add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        builder.command().addAll(JAVA_OPTIONS);
        builder.command().addAll(List.of("-cp", System.getProperty("java.class.path"), BareServer.class.getName()));
        builder.command().add(folder.toString());
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader out = process.inputReader();
        String port = out.readLine();
        if (port == null) {
            throw new IOException("the bare server did not start");
        }
        return new BareServerProcess(
                process, new Endpoint("127.0.0.1", Integer.parseInt(port), "none", "none", "none"));
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    public ServerProcess process() {
        return new ServerProcess(process.pid(), Optional.empty());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
