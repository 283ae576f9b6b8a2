package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.health.ComponentState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * <b>Goal.</b> A store starts for reads on a disk that takes no writes, and takes writes when the disk does.
 *
 * <p><b>Method.</b> The image of a store as a crash leaves it, whose segments are ahead of the index; a disk that refuses
 * every write; and a folder in the place of the index's lock file, so that RocksDB can open the index for reading only.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ReadOnlyStartTest {

    @TempDir(factory = FolderInMemory.class)
    private Path temp;

    private final Random random = new Random(13);
    private final FaultyDisk disk = new FaultyDisk(new LocalDisk());
    private final TreeMap<BlobId, byte[]> blobs = new TreeMap<>();

    @Test
    void readsAreServedAndWritesWhenTheDiskTakesThem() throws IOException {
        Path crashed = crashed();
        Path lock = crashed.resolve("index/LOCK");
        Files.delete(lock);
        Files.createDirectory(lock);
        disk.rule = FaultyDisk.READ_ONLY;
        DiskBlobStore store = StoreFixture.open(crashed, disk);
        assertReadable(store);
        assertThat(store.state().status()).isEqualTo(ComponentState.Status.DEGRADED);
        BlobId late = StoreFixture.id(random);
        byte[] bytes = StoreFixture.bytes(random, 20_000);
        assertRefused(() -> StoreFixture.put(store, late, bytes));
        assertRefused(() -> store.delete(List.of(blobs.firstKey())));

        disk.rule = (step, path) -> {};
        Files.delete(lock);
        while (!isPut(store, late, bytes)) {
            assertReadable(store);
        }
        blobs.put(late, bytes);
        store.delete(List.of(blobs.firstKey()));
        blobs.remove(blobs.firstKey());
        assertReadable(store);
        assertThat(store.state()).isEqualTo(ComponentState.OPERATIONAL);
        StoreFixture.close(store);
        DiskBlobStore again = StoreFixture.open(crashed, disk);
        assertReadable(again);
        StoreFixture.close(again);
    }

    /** What a crash leaves of a store: an index on disk, and blobs in the segments that came after. */
    private Path crashed() {
        DiskBlobStore store = StoreFixture.open(temp.resolve("store"), new LocalDisk());
        for (int i = 0; i < 30; i++) {
            BlobId id = StoreFixture.id(random);
            byte[] bytes = StoreFixture.bytes(random, i % 5 == 0 ? 150_000 : 1 + random.nextInt(60_000));
            StoreFixture.put(store, id, bytes);
            blobs.put(id, bytes);
            if (i == 12) {
                store.checkpoint();
            }
        }
        Path image = temp.resolve("crashed");
        StoreFixture.copy(temp.resolve("store"), image);
        StoreFixture.close(store);
        return image;
    }

    private void assertReadable(DiskBlobStore store) {
        blobs.forEach((id, bytes) ->
                assertThat(patiently(() -> StoreFixture.get(store, id))).hasValue(bytes));
        int half = blobs.size() / 2;
        List<BlobStore.StoredBlob> first = patiently(() -> store.list(Optional.empty(), half));
        List<BlobStore.StoredBlob> rest =
                patiently(() -> store.list(Optional.of(first.getLast().id()), 1_000));
        assertThat(first).hasSize(half);
        assertThat(first.getLast().id()).isLessThan(rest.getFirst().id());
        assertThat(first.size() + rest.size()).isEqualTo(blobs.size());
    }

    private interface Asked<T> {
        T ask();
    }

    /** Asks again while the index is brought forward. */
    private static <T> T patiently(Asked<T> asked) {
        while (true) {
            try {
                return asked.ask();
            } catch (S3Failure failure) {
                assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
            }
        }
    }

    private static boolean isPut(BlobStore store, BlobId id, byte[] bytes) {
        try {
            StoreFixture.put(store, id, bytes);
            return true;
        } catch (S3Failure notYet) {
            assertThat(notYet.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
            return false;
        }
    }

    private static void assertRefused(Runnable write) {
        assertThatThrownBy(write::run)
                .isInstanceOfSatisfying(
                        S3Failure.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
    }
}
