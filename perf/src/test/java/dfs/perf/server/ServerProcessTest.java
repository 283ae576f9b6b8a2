package dfs.perf.server;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.perf.server.Usage.Writes;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ServerProcessTest {

    @Test
    void cpuIsReadBehindANameWithSpacesAndBrackets() {
        String stat = "42 (a (b) c) S 1 42 42 0 -1 4194304 1 0 0 0 150 50 0 0 20 0 1 0 100 1 1";

        assertThat(ServerProcess.cpu(stat)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void memoryIsReadInKibibytes() {
        assertThat(ServerProcess.rssBytes("VmHWM:\t  999 kB\nVmRSS:\t  100 kB\n"))
                .isEqualTo(102_400);
    }

    @Test
    void pausesAreReadFromTheCollectorsLog() {
        String log = """
                [0.010s] Using Serial
                [1.234s] GC(0) Pause Young (Allocation Failure) 17M->3M(61M) 2.500ms
                [2.234s] GC(1) Pause Full (System.gc()) 17M->3M(61M) 40.125ms
                """;

        assertThat(ServerProcess.pauses(log))
                .containsExactly(Duration.ofNanos(2_500_000), Duration.ofNanos(40_125_000));
    }

    @Test
    void whatWasUsedIsTheDifferenceOfTwoLooks() {
        Usage first = new Usage(Duration.ofSeconds(3), 100, List.of(Duration.ofMillis(9)));
        Usage second = new Usage(Duration.ofSeconds(5), 70, List.of(Duration.ofMillis(9), Duration.ofMillis(4)));

        Usage used = second.since(first);

        assertThat(used).isEqualTo(new Usage(Duration.ofSeconds(2), 70, List.of(Duration.ofMillis(4))));
        assertThat(used.pauseMax()).isEqualTo(Duration.ofMillis(4));
    }

    @Test
    void whatSeveralUsedIsTheirSum() {
        Usage one =
                new Usage(Duration.ofSeconds(1), 10, List.of(Duration.ofMillis(1)), Optional.of(new Writes(2, 300)));
        Usage other =
                new Usage(Duration.ofSeconds(2), 20, List.of(Duration.ofMillis(5)), Optional.of(new Writes(4, 500)));

        assertThat(Usage.sum(List.of())).isEmpty();
        assertThat(Usage.sum(List.of(one, other)))
                .contains(new Usage(
                        Duration.ofSeconds(3),
                        30,
                        List.of(Duration.ofMillis(1), Duration.ofMillis(5)),
                        Optional.of(new Writes(6, 800))));
    }

    @Test
    void aCommandOfTheLogIsSyncedOnEveryNode() {
        String page = """
                # TYPE dfs_storage_sync_seconds summary
                dfs_storage_sync_seconds_count 5
                dfs_storage_sync_seconds_sum 0.5
                dfs_metadata_batch_mutations_count 7
                dfs_storage_written_bytes_total 1.2E7
                """;

        assertThat(NodeMeters.writes(page, 3)).isEqualTo(new Writes(26, 12_000_000));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theProcessIsFoundByThePortItListensOn() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            Optional<ServerProcess> found = ServerProcess.listeningOn(socket.getLocalPort());

            assertThat(found.map(ServerProcess::pid))
                    .contains(ProcessHandle.current().pid());
            assertThat(found.orElseThrow().usage().rssBytes()).isPositive();
        }
    }
}
