package dfs.node.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dfs.node.process.NodeProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Very many clients that are connected and ask for nothing. */
class ConnectionsIT {

    private static final int CONNECTIONS = 10_000;

    /** Files that a process needs for itself. */
    private static final int OWN_FILES = 1_000;

    /** What a process may open on many systems. */
    private static final int FEW_FILES = 1_024;

    private static final int BURSTS = 20;
    private static final int BURST = 100;

    /** What a connection may cost, whether it asked for something before or not. */
    private static final int KIB_EACH_MAX = 16;

    @TempDir
    private Path folder;

    @Test
    void tenThousandIdleConnectionsAreHeldInLittleMemoryAndAllIsGivenBack() throws IOException {
        assumeThat(openFilesMax())
                .as("open files that this test needs for itself: raise the limit (ulimit -n)")
                .isGreaterThanOrEqualTo(CONNECTIONS + OWN_FILES);
        int count = CONNECTIONS;
        List<Wire> idle = new ArrayList<>();
        try (AbusedNode node = AbusedNode.start(folder);
                Neighbour neighbour = new Neighbour(node)) {
            neighbour.assertServed();
            node.report("before the connections");
            long before = node.rssMiB();
            for (int i = 0; i < count; i++) {
                Wire wire = node.connect();
                idle.add(wire);
                if (i % 10 == 0) {
                    assertThat(wire.ask("GET", "/").status()).isEqualTo(200);
                }
            }
            AbusedNode.await(
                    count + " connections",
                    () -> node.metric("dfs_s3_connections") >= count,
                    () -> node.metric("dfs_s3_connections") + " are open");
            node.report(count + " idle connections");
            assertThat(node.rssMiB() - before).isLessThan(((long) count * KIB_EACH_MAX >> 10) + 64);
            neighbour.assertServed();
            for (int i = 0; i < count; i += 100) {
                assertThat(idle.get(i).ask("GET", "/").status()).isEqualTo(200);
            }
            idle.forEach(Wire::close);
            neighbour.assertServed();
            neighbour.close();
            node.awaitCalm();
            node.assertNothingLeaked();
            node.report("after the connections");
        } finally {
            idle.forEach(Wire::close);
        }
    }

    @Test
    void aNodeThatMayOpenFewFilesSaysSoAndServesAsManyAsItCan() throws IOException {
        List<String> command = List.of(
                "sh",
                "-c",
                "ulimit -n " + FEW_FILES + " && exec \"$0\" serve",
                NodeProcess.command().toString());
        List<Wire> idle = new ArrayList<>();
        try (AbusedNode node = AbusedNode.start(folder, command)) {
            assertThat(node.process().log()).contains("few files may be open");
            try (Neighbour neighbour = new Neighbour(node)) {
                neighbour.assertServed();
                for (int i = 0; i < BURSTS; i++) {
                    for (int j = 0; j < BURST; j++) {
                        idle.add(node.connect());
                    }
                    AbusedNode.await(
                            "what is too much is closed",
                            () -> node.sockets() < FEW_FILES / 2,
                            () -> node.sockets() + " are open");
                }
                neighbour.assertServed();
            }
            idle.forEach(Wire::close);
            // Clients that left before the node took them stand in its line still: who comes after them is behind them.
            AbusedNode.await("who comes afterwards is served", () -> isServed(node), node.process()::log);
            node.awaitCalm();
            node.assertNothingLeaked();
        } finally {
            idle.forEach(Wire::close);
        }
    }

    private static boolean isServed(AbusedNode node) {
        try (Wire wire = node.connect()) {
            return wire.ask("GET", "/").status() == 200;
        } catch (IOException turnedAway) {
            return false;
        }
    }

    private static long openFilesMax() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : 1_024;
    }
}
