package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that was closed while somebody still uses it: its index was given back, and must not be touched. */
class ClosedStoreTest {

    private static final int LENGTH = 5_000;
    private static final int LONG = 150_000;

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
    void aFileUnderWayFailsForTheStopAndNotForTheDisk() {
        DiskBlobStore store = StoreFixture.open(temp.resolve("store"), new LocalDisk());
        byte[] bytes = StoreFixture.bytes(random, LONG);
        BlobWriter writing = store.create(StoreFixture.id(random), LONG);
        BlobWriter written = store.create(StoreFixture.id(random), LONG);
        writing.write(ByteBuffer.wrap(bytes, 0, LONG / 2));
        written.write(ByteBuffer.wrap(bytes));
        StoreFixture.close(store);
        assertStopped(() -> {
            for (int at = LONG / 2; at < LONG; at++) {
                writing.write(ByteBuffer.wrap(bytes, at, 1));
            }
            writing.commit();
        });
        assertStopped(written::commit);
        writing.close();
        written.close();
    }

    @Test
    void onlyAFailureThatTheCloseExplainsIsNoFaultOfTheDisk() throws IOException {
        Path folder = temp.resolve("store");
        StoreFixture.close(StoreFixture.open(folder, new LocalDisk()));
        DiskHealth health = new DiskHealth(new LocalDisk(), new BlobFolder(folder), 0, new StoreFixture.TestClock());
        IOException closed = new IOException("wrapped", new ClosedChannelException());
        assertThat(health.writeFailed(closed).error().message()).contains("does not take writes");
        health.closing();
        assertThat(health.writeFailed(closed).error().message()).contains("stops");
        assertThat(health.writeFailed(new IOException("Input/output error"))
                        .error()
                        .message())
                .contains("does not take writes");
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
