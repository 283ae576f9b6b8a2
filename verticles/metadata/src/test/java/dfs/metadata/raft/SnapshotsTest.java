package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.metadata.index.Keys;
import dfs.metadata.index.Table;
import dfs.metadata.rocks.RocksStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.ratis.server.protocol.TermIndex;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy that was received takes the index's place whole, wherever the process ended meanwhile. */
class SnapshotsTest {

    @TempDir
    private Path folder;

    private Path index;
    private Path received;

    @BeforeEach
    void anIndexAndANewerCopyOfAnother() throws IOException {
        index = folder.resolve("index");
        received = Files.createDirectories(folder.resolve("sm"));
        try (RocksStore own = new RocksStore(index)) {
            bring(own, 3);
            own.flush();
        }
        copyOf(5);
    }

    private void copyOf(long position) throws IOException {
        try (RocksStore other = new RocksStore(folder.resolve("other" + position))) {
            bring(other, position);
            other.copy(held -> received.resolve("checkpoint-1-" + position));
        }
    }

    private static void bring(RocksStore store, long position) {
        store.write(rows -> rows.put(
                Table.META,
                Keys.text("position"),
                ByteBuffer.allocate(2 * Long.BYTES).putLong(1).putLong(position).array()));
    }

    private long opened() throws IOException {
        Snapshots.finish(index);
        AtomicReference<RocksStore> store = new AtomicReference<>(new RocksStore(index));
        try {
            Snapshots.adoptArrived(folder, index, store);
            return Applier.position(store.get()).map(TermIndex::getIndex).orElse(-1L);
        } finally {
            store.get().close();
        }
    }

    @Test
    void aCopyThatWasReceivedWholeBeforeACrashIsTakenAtTheNextStart() throws IOException {
        assertThat(opened()).isEqualTo(5);
        assertThat(received).isEmptyDirectory();
        assertThat(opened()).isEqualTo(5);
    }

    @Test
    void aCrashBetweenTheStepsOfTheReplacementIsMadeGood() throws IOException {
        Files.move(received.resolve("checkpoint-1-5"), folder.resolve("index-arriving"));
        assertThat(opened()).isEqualTo(5);
        assertThat(folder.resolve("index-arriving")).doesNotExist();
    }

    @Test
    void whatCameOfACopyThatWasCutOffIsDeletedAtTheNextStart() throws IOException {
        Path parts = Files.createDirectories(folder.resolve("tmp/snapshot-1/sm/checkpoint-1-7"));
        Files.createFile(parts.resolve("000007.sst"));
        assertThat(opened()).isEqualTo(5);
        assertThat(folder.resolve("tmp")).doesNotExist();
    }

    @Test
    void anOlderCopyIsNotTaken() throws IOException {
        assertThat(opened()).isEqualTo(5);
        copyOf(4);
        assertThat(opened()).isEqualTo(5);
        assertThat(received).isEmptyDirectory();
    }
}
