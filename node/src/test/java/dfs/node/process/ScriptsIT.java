package dfs.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dfs.node.process.NodeProcess.Ended;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scripts of the checkout, as a newcomer runs them. They run in a copy of the checkout at a path with a space, whose
 * distribution is the one that this build made: nothing is built here.
 */
class ScriptsIT {

    /** Whom a test run by root becomes. */
    private static final String ORDINARY_USER = "nobody";

    @TempDir
    private Path folder;

    private Path checkout = Path.of("");
    private Path link = Path.of("");
    private final Map<String, String> environment = new TreeMap<>();
    private List<String> asUser = List.of();

    @BeforeEach
    void layTheCheckout() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "the scripts need bash, which is not here");
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "the scripts look into /proc, which is not here");
        checkout = Files.createDirectory(folder.resolve("my checkout"));
        Path scripts = Files.createDirectory(checkout.resolve("scripts"));
        try (Stream<Path> files = Files.list(Path.of("..", "scripts"))) {
            for (Path file : files.toList()) {
                Path _ = Files.copy(file, scripts.resolve(file.getFileName()));
                scripts.resolve(file.getFileName()).toFile().setExecutable(true, false);
            }
        }
        for (String sources : List.of("openapi", "verticles", "cluster-config", "node/target")) {
            Path _ = Files.createDirectories(checkout.resolve(sources));
        }
        for (String source : List.of("pom.xml", ".env.example")) {
            Path _ =
                    Files.setLastModifiedTime(Files.createFile(checkout.resolve(source)), FileTime.from(Instant.EPOCH));
        }
        Path distribution = NodeProcess.command().getParent().getParent();
        link = Files.createSymbolicLink(
                checkout.resolve("node/target").resolve(distribution.getFileName()), distribution);
        environment.put("API_PORT", freePort());
        environment.put("DFS_MANAGEMENT_PORT", freePort());
        environment.put("DFS_DISK_RESERVE", "16MiB");
    }

    @AfterEach
    void stopWhatStarted() throws IOException {
        if (Files.exists(checkout.resolve("data/dev/node1.pid"))) {
            assertThat(script("stop_dev.sh").exitCode()).isZero();
        }
        if (Files.isSymbolicLink(link)) {
            Files.delete(link);
        }
    }

    @Test
    void anOrdinaryUserStartsUsesAndStopsANodeInAPathWithASpace() throws IOException {
        becomeOrdinary();

        Ended start = script("start_dev.sh", "--single");

        assertThat(start.output())
                .contains("DFS is healthy", "http://localhost:" + environment.get("API_PORT"))
                .doesNotContain("Building");
        assertThat(start.exitCode()).isZero();
        Path dev = checkout.resolve("data/dev");
        for (String secret : List.of("credentials", "dfs.json")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dev.resolve(secret))))
                    .as(secret)
                    .isEqualTo("rw-------");
        }
        assertThat(dev.resolve("aws-config"))
                .content()
                .contains("endpoint_url = http://localhost:" + environment.get("API_PORT"));
        assertThat(bash("source ./data/dev/env.sh && printf '%s %s' \"$AWS_PROFILE\" \"$(command -v dfs)\"")
                        .output())
                .isEqualTo("default " + checkout.toRealPath().resolve("scripts/dfs"));
        assertThat(script("dfs", "status", "--json").output()).contains("\"status\" : \"healthy\"");

        assertThat(script("stop_dev.sh").output()).contains("DFS stopped.");
        assertThat(script("stop_dev.sh").output()).contains("DFS does not run.");
    }

    @Test
    void aSecondStartFindsTheNodeThatRunsAndOneAfterAStopKeepsTheCredentials() throws IOException {
        Ended first = script("start_dev.sh", "--single");
        assertThat(first.exitCode()).as(first.output()).isZero();
        String pid = Files.readString(checkout.resolve("data/dev/node1.pid"));
        String credentials = Files.readString(checkout.resolve("data/dev/credentials"));

        Ended second = script("start_dev.sh", "--single");

        assertThat(second.output()).contains("DFS runs already (nodes: 1)");
        assertThat(second.exitCode()).isZero();
        assertThat(script("stop_dev.sh").exitCode()).isZero();
        assertThat(ProcessHandle.of(Long.parseLong(pid.strip())).filter(ProcessHandle::isAlive))
                .isEmpty();
        Ended third = script("start_dev.sh", "--single");
        assertThat(third.output()).contains("DFS is healthy").doesNotContain("Building");
        assertThat(checkout.resolve("data/dev/credentials")).content().isEqualTo(credentials);
    }

    @Test
    void aTakenPortIsNamedWithItsOwner() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, Inet4Address.getByName("127.0.0.1"))) {
            environment.put("API_PORT", String.valueOf(taken.getLocalPort()));

            Ended start = script("start_dev.sh", "--single");

            assertThat(start.exitCode()).isEqualTo(1);
            assertThat(start.output())
                    .contains("Port " + taken.getLocalPort() + " cannot be opened: it is in use by process "
                            + ProcessHandle.current().pid())
                    .contains("error: Node 1 did not start");
            assertThat(checkout.resolve("data/dev/node1.pid")).doesNotExist();
        }
    }

    /** Root hands the checkout over to another user, and becomes that one; whoever else runs this is ordinary already. */
    private void becomeOrdinary() {
        if (!System.getProperty("user.name").equals("root")) {
            return;
        }
        assumeTrue(
                NodeProcess.run(folder, Map.of(), "chown", "-hR", ORDINARY_USER, folder.toString())
                                .exitCode()
                        == 0,
                "root here cannot give files to " + ORDINARY_USER);
        asUser = List.of("runuser", "-u", ORDINARY_USER, "--");
        assumeTrue(
                bash("test -r node/target/dfs-*/lib/dfs-node.jar").exitCode() == 0,
                ORDINARY_USER + " may not read the distribution in " + NodeProcess.command());
    }

    private Ended script(String name, String... arguments) {
        List<String> command = new ArrayList<>(asUser);
        command.add(checkout.resolve("scripts").resolve(name).toString());
        command.addAll(List.of(arguments));
        return NodeProcess.run(checkout, environment, command.toArray(String[]::new));
    }

    private Ended bash(String line) {
        List<String> command = new ArrayList<>(asUser);
        command.addAll(List.of("/bin/bash", "-c", line));
        return NodeProcess.run(checkout, environment, command.toArray(String[]::new));
    }

    /** A port that was free a moment ago; scripts are told theirs, and cannot choose. */
    private static String freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, Inet4Address.getByName("127.0.0.1"))) {
            return String.valueOf(free.getLocalPort());
        }
    }
}
