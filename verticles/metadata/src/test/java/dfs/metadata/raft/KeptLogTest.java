package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.metadata.Engine;
import dfs.protocol.cluster.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** So much log is kept as others may need, and no more, however short processes live. */
@Timeout(180)
class KeptLogTest {

    private static final int KEPT_BYTES = 256 << 10;
    private static final int FLUSH_BYTES = 256 << 10;
    private static final int SEGMENT_BYTES = 32 << 10;
    private static final int VALUE_BYTES = 4 << 10;
    private static final int STARTS = 8;

    @TempDir
    private Path folder;

    @Test
    void theLogEndsAtTheNewestPlaceBehindWhichEnoughIsKept() throws IOException {
        KeptLog kept = KeptLog.in(folder, -1);
        assertThat(kept.bytes()).isZero();
        assertThat(kept.flushed(10, 100, 150)).isEmpty();
        assertThat(kept.flushed(20, 200, 150)).isEmpty();
        assertThat(kept.flushed(30, 300, 150)).isEqualTo(OptionalLong.of(10));
        assertThat(kept.flushed(40, 400, 150)).isEqualTo(OptionalLong.of(20));
        assertThat(kept.flushed(50, 410, 0)).isEqualTo(OptionalLong.of(50));
    }

    @Test
    void fullFilesThatTheIndexHasCount() throws IOException {
        Files.write(folder.resolve("log_10-19"), new byte[200]);
        Files.write(folder.resolve("log_0-9"), new byte[100]);
        Files.write(folder.resolve("log_20-29"), new byte[300]);
        Files.write(folder.resolve("log_inprogress_30"), new byte[400]);
        KeptLog kept = KeptLog.in(folder, 25);
        assertThat(kept.bytes()).isEqualTo(300);
        assertThat(kept.flushed(40, 350, 250)).isEqualTo(OptionalLong.of(9));
    }

    /** Each of the processes ends long before a flush is due. */
    @Test
    void theLogOfProcessesThatLiveShortStaysShort() throws Exception {
        List<Member> members = Cluster.members("node1", "node2", "node3");
        RaftSettings.Limits limits = new RaftSettings.Limits(KEPT_BYTES, SEGMENT_BYTES, 1 << 20, FLUSH_BYTES);
        for (int start = 0; start < STARTS; start++) {
            try (Cluster cluster = new Cluster(folder)) {
                members.forEach(each -> cluster.tweak(each, settings -> settings.withLimits(limits)));
                cluster.open(members);
                Engine engine = cluster.at(members.getFirst());
                if (start == 0) {
                    var _ = Asks.done(engine, Asks.bucket());
                }
                for (int i = 0; i < KEPT_BYTES / VALUE_BYTES / 2; i++) {
                    var _ = Asks.done(engine, Asks.put("key" + i, "x".repeat(VALUE_BYTES)));
                }
            }
        }
        for (Member each : members) {
            Path log = new Group(0, folder.resolve(each.peerId())).current();
            try (Stream<Path> files = Files.list(log)) {
                long bytes = files.filter(file -> LogSegmentFile.of(file).isPresent())
                        .mapToLong(file -> file.toFile().length())
                        .sum();
                assertThat(bytes).as(each.peerId()).isBetween((long) KEPT_BYTES, KEPT_BYTES + 2L * FLUSH_BYTES);
            }
        }
    }
}
