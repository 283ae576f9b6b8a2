package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that was closed while somebody still uses it: its index was given back, and must not be touched. */
class ClosedStoreTest {

    private static final int LENGTH = 5_000;

    @TempDir(factory = FolderInMemory.class)
    private Path temp;

    private final Random random = new Random(11);

    @Test
    void whoeverComesLateIsToldThatTheNodeStops() {
        DiskBlobStore store = StoreFixture.open(temp.resolve("store"), new LocalDisk());
        BlobId id = StoreFixture.id(random);
        byte[] bytes = StoreFixture.bytes(random, LENGTH);
        StoreFixture.put(store, id, bytes);
        DiskBlobWriter late = (DiskBlobWriter) store.create(StoreFixture.id(random), LENGTH);
        late.write(ByteBuffer.wrap(bytes));
        StoreFixture.close(store);
        assertStopped(() -> assertThat(store.open(id)).isEmpty());
        assertStopped(() -> assertThat(store.list(Optional.empty(), 10)).isEmpty());
        assertStopped(() -> assertThat(store.verify(id)).isNull());
        assertStopped(() -> store.delete(List.of(id)));
        assertStopped(late::commit);
        assertStopped(store::checkpoint);
        late.close();
        assertThat(store.space().blobs()).isOne();
    }

    @Test
    void closingAgainDoesNothing() {
        DiskBlobStore store = StoreFixture.open(temp.resolve("store"), new LocalDisk());
        StoreFixture.close(store);
        StoreFixture.close(store);
        DiskBlobStore again = StoreFixture.open(temp.resolve("store"), new LocalDisk());
        assertThat(again.list(Optional.empty(), 10)).isEmpty();
        StoreFixture.close(again);
    }

    private static void assertStopped(Runnable late) {
        assertThatThrownBy(late::run).isInstanceOfSatisfying(S3Failure.class, failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
            assertThat(failure.error().message()).contains("stops");
        });
    }
}
