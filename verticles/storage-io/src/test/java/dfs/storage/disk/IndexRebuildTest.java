package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dfs.core.name.BlobId;
import dfs.protocol.health.ComponentState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * <b>Goal.</b> An index that is made again from the segments counts as lost until it holds all that the store does.
 *
 * <p><b>Method.</b> A store whose second segment speaks of a long blob that is deleted, and that has a file of which no record
 * speaks; its index is removed, and making it again fails at the second segment.
 */
class IndexRebuildTest {

    private static final int SHORT = 90_000;
    private static final int LONG = 150_000;

    @TempDir(factory = FolderInMemory.class)
    private Path temp;

    private final Random random = new Random(19);
    private final FaultyDisk disk = new FaultyDisk(new LocalDisk());
    private final BlobId inFirst = StoreFixture.id(random);
    private final BlobId inSecond = StoreFixture.id(random);
    private final BlobId deleted = StoreFixture.id(random);
    private final byte[] bytes = StoreFixture.bytes(random, LONG);

    private Path folder = Path.of("");

    @BeforeEach
    void makeStore() {
        folder = temp.resolve("store");
        DiskBlobStore store = StoreFixture.open(folder, disk);
        StoreFixture.put(store, inFirst, bytes);
        for (int i = 0; i < 4; i++) {
            StoreFixture.put(store, StoreFixture.id(random), StoreFixture.bytes(random, SHORT));
        }
        StoreFixture.put(store, deleted, bytes);
        StoreFixture.put(store, inSecond, bytes);
        store.delete(List.of(deleted));
        store.checkpoint();
        StoreFixture.close(store);
    }

    @Test
    void oneThatWasCutOffGoesOnAtTheNextStart() throws IOException {
        BlobId orphan = putFileWithoutRecord();
        StoreFixture.delete(folder.resolve("index"));
        disk.rule = (step, path) -> {
            if (step == FaultyDisk.Step.SYNC && path.equals(new BlobFolder(folder).segment(2))) {
                throw new IOException("Input/output error");
            }
        };
        assertThatThrownBy(() -> StoreFixture.open(folder, disk)).hasMessageContaining("Input/output error");
        disk.rule = (step, path) -> {};

        DiskBlobStore store = StoreFixture.open(folder, disk);
        store.checkpoint();
        assertThat(store.state()).as("what was deleted is not missing").isEqualTo(ComponentState.OPERATIONAL);
        assertThat(store.open(deleted)).isEmpty();
        for (BlobId id : List.of(inFirst, inSecond, orphan)) {
            assertThat(StoreFixture.get(store, id)).hasValue(bytes);
        }
        StoreFixture.close(store);
    }

    @Test
    void oneThatIsWholeAdoptsNothingAtTheNextStart() throws IOException {
        StoreFixture.delete(folder.resolve("index"));
        DiskBlobStore store = StoreFixture.open(folder, disk);
        store.checkpoint();
        StoreFixture.close(store);
        BlobId stray = putFileWithoutRecord();

        DiskBlobStore again = StoreFixture.open(folder, disk);
        again.checkpoint();
        assertThat(again.open(stray)).isEmpty();
        StoreFixture.close(again);
    }

    /** A file of it that is there and gives no byte, as on a bad sector: so the memory of this process does at its beginning. */
    @Test
    void oneThatCannotBeReadIsMadeAgainByAStart() throws IOException {
        Path unreadable = Path.of("/proc/self/mem");
        assumeThat(unreadable).exists();
        for (Path each : new LocalDisk().list(folder.resolve("index"))) {
            if (each.getFileName().toString().startsWith("MANIFEST")) {
                Files.delete(each);
                Files.createSymbolicLink(each, unreadable);
            }
        }
        DiskBlobStore store = StoreFixture.open(folder, disk);
        assertThat(store.state()).isEqualTo(ComponentState.OPERATIONAL);
        assertThat(StoreFixture.get(store, inFirst)).hasValue(bytes);
        assertThat(StoreFixture.get(store, inSecond)).hasValue(bytes);
        StoreFixture.close(store);
    }

    private BlobId putFileWithoutRecord() throws IOException {
        BlobId id = StoreFixture.id(random);
        Path other = temp.resolve("other");
        DiskBlobStore store = StoreFixture.open(other, new LocalDisk());
        StoreFixture.put(store, id, bytes);
        StoreFixture.close(store);
        Files.move(new BlobFolder(other).file(id), new BlobFolder(folder).file(id));
        return id;
    }
}
