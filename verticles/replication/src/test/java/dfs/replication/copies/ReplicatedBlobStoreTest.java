package dfs.replication.copies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import dfs.protocol.health.ComponentState;
import dfs.replication.MemoryBlobs;
import dfs.replication.TestClock;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplicatedBlobStoreTest {

    private static final BlobId ID = new BlobId(1, 2);
    private static final byte[] BYTES = {1, 2, 3};

    private final TestClock clock = new TestClock();
    private final MemoryBlobs one = new MemoryBlobs(clock);
    private final MemoryBlobs two = new MemoryBlobs(clock);
    private final MemoryBlobs three = new MemoryBlobs(clock);
    private final ReplicatedBlobStore store = new ReplicatedBlobStore(List.of(one, two, three), 2);

    private static Optional<ByteBuffer> get(BlobStore store) {
        Optional<BlobReader> open = store.open(ID);
        if (open.isEmpty()) {
            return Optional.empty();
        }
        try (BlobReader reader = open.get()) {
            return Optional.of(reader.read(0, (int) reader.sizeBytes()));
        }
    }

    @Test
    void aQuorumLargerThanTheReplicasIsRefused() {
        assertThatThrownBy(() -> new ReplicatedBlobStore(List.of(one), 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ReplicatedBlobStore(List.of(one), 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aWriteGoesToAllReplicas() {
        assertThat(MemoryBlobs.putAndTell(store, ID, BYTES)).isEqualTo(clock.millis());
        assertThat(get(store)).hasValue(ByteBuffer.wrap(BYTES));
        store.delete(List.of(ID));
        assertThat(Stream.of(one, two, three)).noneMatch(replica -> replica.holds(ID));
    }

    @Test
    void aWriteIsAcknowledgedByAQuorumWhereverAReplicaFails() {
        two.failure = Optional.of(new S3Failure(ErrorCode.INSUFFICIENT_STORAGE));
        MemoryBlobs.put(store, ID, BYTES);
        assertThat(one.holds(ID)).isTrue();
        two.failure = Optional.empty();
        BlobId second = new BlobId(1, 3);
        try (BlobWriter writer = store.create(second, 3)) {
            three.failure = Optional.of(new S3Failure(ErrorCode.SERVICE_UNAVAILABLE));
            writer.write(ByteBuffer.wrap(BYTES));
            assertThat(writer.commit()).isEqualTo(clock.millis());
        }
        assertThat(one.holds(second) && two.holds(second)).isTrue();
        assertThat(store.state().status()).isEqualTo(ComponentState.Status.DEGRADED);
    }

    @Test
    void aWriteThatNoQuorumTakesFails() {
        two.failure = Optional.of(new S3Failure(ErrorCode.INSUFFICIENT_STORAGE));
        three.failure = two.failure;
        assertThatThrownBy(() -> MemoryBlobs.put(store, ID, BYTES)).isInstanceOf(S3Failure.class);
        two.failure = Optional.empty();
        three.failure = Optional.empty();
        BlobWriter writer = store.create(ID, 3);
        writer.write(ByteBuffer.wrap(BYTES));
        two.failure = Optional.of(new S3Failure(ErrorCode.INSUFFICIENT_STORAGE));
        three.failure = two.failure;
        assertThatThrownBy(writer::commit).isInstanceOf(S3Failure.class);
        writer.close();
    }

    @Test
    void aReadTakesTheFirstReplicaWhoseBytesAreSound() {
        MemoryBlobs.put(store, ID, BYTES);
        one.lose(ID);
        two.damaged.add(ID);
        assertThat(get(store)).hasValue(ByteBuffer.wrap(BYTES));
        three.damaged.add(ID);
        assertThatThrownBy(() -> get(store)).isInstanceOf(S3Failure.class);
        assertThat(store.verify(ID)).isInstanceOf(BlobStore.Verdict.Damaged.class);
    }

    @Test
    void aBlobOfAnyReplicaIsListedOnce() {
        MemoryBlobs.put(one, ID, BYTES);
        clock.advance(5);
        MemoryBlobs.put(two, ID, BYTES);
        MemoryBlobs.put(three, new BlobId(0, 1), BYTES);
        assertThat(store.list(Optional.empty(), 10))
                .containsExactly(
                        new BlobStore.StoredBlob(new BlobId(0, 1), 3, clock.millis()),
                        new BlobStore.StoredBlob(ID, 3, clock.millis()));
        assertThat(store.list(Optional.of(new BlobId(0, 1)), 10)).hasSize(1);
    }
}
