package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.name.BlobId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a killed process had not made durable of its names, the next one does before it could matter. */
class NamesOverRestartTest {

    private static final int LONG = 150_000;

    @TempDir(factory = FolderInMemory.class)
    private Path temp;

    private final Random random = new Random(11);
    private final FaultyDisk disk = new FaultyDisk(new LocalDisk());
    private final byte[] bytes = StoreFixture.bytes(random, LONG);

    /** Else the old name of an acknowledged file is gone on disk, and its new one is not there yet. */
    @Test
    void whereAKilledProcessMovedFilesToIsSyncedBeforeWhereTheyCameFrom() throws IOException {
        Path folder = temp.resolve("store");
        DiskBlobStore store = StoreFixture.open(folder, disk);
        BlobId acknowledged = put(store);
        Path killed = temp.resolve("killed");
        StoreFixture.copy(folder, killed);
        StoreFixture.close(store);
        List<Path> synced = new ArrayList<>();
        disk.rule = (step, path) -> {
            if (step == FaultyDisk.Step.SYNC_FOLDER) {
                synced.add(path);
            }
        };
        DiskBlobStore again = StoreFixture.open(killed, disk);
        var _ = put(again);

        BlobFolder names = new BlobFolder(killed);
        assertThat(synced).containsSubsequence(names.file(acknowledged).getParent(), names.incoming());
        StoreFixture.close(again);
    }

    @Test
    void aStoreClosedInGoodOrderLeavesNoNameThatIsNotOnDisk() throws IOException {
        Path folder = temp.resolve("store");
        StoreFixture.close(StoreFixture.open(folder, disk));
        List<Path> synced = new ArrayList<>();
        disk.rule = (step, path) -> {
            if (step == FaultyDisk.Step.SYNC_FOLDER) {
                synced.add(path);
            }
        };
        DiskBlobStore store = StoreFixture.open(folder, disk);
        BlobId acknowledged = put(store);
        Path place = new BlobFolder(folder).file(acknowledged).getParent();
        assertThat(synced).doesNotContain(place);
        StoreFixture.close(store);
        assertThat(synced).contains(place);
        synced.clear();
        DiskBlobStore again = StoreFixture.open(folder, disk);
        var _ = put(again);
        assertThat(synced).as("what is synced already is not synced again").doesNotContain(place);
        StoreFixture.close(again);
    }

    /** Else what the index on disk knows of the segment that is gone is taken for knowledge of the new one. */
    @Test
    void theNumberOfASegmentThatIsGoneIsNotUsedAgainWhileTheIndexOnDiskKnowsIt() {
        Path folder = temp.resolve("store");
        DiskBlobStore store = StoreFixture.open(folder, disk);
        BlobId dead = StoreFixture.id(random);
        StoreFixture.put(store, dead, Arrays.copyOf(bytes, LONG / 3));
        DiskBlobStore second = openAsKilled(folder, "second");
        second.delete(List.of(dead));
        assertThat(second.compact()).isPresent();
        DiskBlobStore third = openAsKilled(temp.resolve("second"), "third");
        BlobId next = StoreFixture.id(random);
        byte[] few = Arrays.copyOf(bytes, 10);
        StoreFixture.put(third, next, few);
        DiskBlobStore fourth = openAsKilled(temp.resolve("third"), "fourth");
        assertThat(StoreFixture.get(fourth, next)).hasValue(few);
        List.of(store, second, third, fourth).forEach(StoreFixture::close);
    }

    private DiskBlobStore openAsKilled(Path folder, String image) {
        StoreFixture.copy(folder, temp.resolve(image));
        return StoreFixture.open(temp.resolve(image), disk);
    }

    private BlobId put(DiskBlobStore store) {
        BlobId id = StoreFixture.id(random);
        StoreFixture.put(store, id, bytes);
        return id;
    }
}
