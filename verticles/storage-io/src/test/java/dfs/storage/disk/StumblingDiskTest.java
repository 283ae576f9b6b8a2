package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody foresaw, on the store's own threads: who waits is told, and the next one is served. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StumblingDiskTest {

    private static final int SHORT = 20_000;
    private static final int LONG = 150_000;

    @TempDir(factory = FolderInMemory.class)
    private Path temp;

    private final Random random = new Random(9);
    private final FaultyDisk disk = new FaultyDisk(new LocalDisk());

    @ParameterizedTest
    @ValueSource(ints = {SHORT, LONG})
    void aWriteThatFindsNoMemoryForItsSystemCallFailsAndDoesNotHang(int length) {
        DiskBlobStore store = StoreFixture.open(temp.resolve("store"), disk);
        BlobId kept = StoreFixture.id(random);
        byte[] bytes = StoreFixture.bytes(random, length);
        StoreFixture.put(store, kept, bytes);
        disk.rule = (step, path) -> {
            if (step == FaultyDisk.Step.APPEND) {
                throw new OutOfMemoryError("Cannot reserve direct buffer memory");
            }
        };
        BlobId lost = StoreFixture.id(random);
        assertThatThrownBy(() -> StoreFixture.put(store, lost, bytes))
                .isInstanceOfSatisfying(
                        S3Failure.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
        disk.rule = (step, path) -> {};
        assertThat(store.open(lost)).isEmpty();
        BlobId next = StoreFixture.id(random);
        StoreFixture.put(store, next, bytes);
        assertThat(StoreFixture.get(store, kept)).hasValue(bytes);
        assertThat(StoreFixture.get(store, next)).hasValue(bytes);
        StoreFixture.close(store);
    }

    @Test
    void nothingIsAppendedBehindAGroupThatWasWrittenInPart() {
        DiskBlobStore store = StoreFixture.open(temp.resolve("store"), disk);
        byte[] bytes = StoreFixture.bytes(random, SHORT);
        StoreFixture.put(store, StoreFixture.id(random), bytes);
        disk.rule = (step, path) -> {
            if (step == FaultyDisk.Step.SYNC) {
                throw new OutOfMemoryError("Cannot reserve direct buffer memory");
            }
        };
        assertThatThrownBy(() -> StoreFixture.put(store, StoreFixture.id(random), bytes))
                .isInstanceOf(S3Failure.class);
        disk.rule = (step, path) -> {};
        BlobId next = StoreFixture.id(random);
        StoreFixture.put(store, next, bytes);
        assertThat(StoreFixture.get(store, next)).hasValue(bytes);
        StoreFixture.close(store);
        DiskBlobStore again = StoreFixture.open(temp.resolve("store"), disk);
        assertThat(StoreFixture.get(again, next)).hasValue(bytes);
        StoreFixture.close(again);
    }
}
