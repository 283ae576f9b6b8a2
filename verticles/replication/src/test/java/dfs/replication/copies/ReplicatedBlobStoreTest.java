package dfs.replication.copies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import dfs.replication.MemoryBlobs;
import dfs.replication.ScriptedBlobs.Fault;
import dfs.replication.ScriptedBlobs.Step;
import dfs.replication.TestClock;
import dfs.replication.TestCluster;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplicatedBlobStoreTest {

    private static final BlobId ID = new BlobId(1, 2);
    private static final byte[] BYTES = {1, 2, 3};

    private final TestClock clock = new TestClock();
    private final TestCluster cluster = new TestCluster(3, clock);
    private final ReplicatedBlobStore store = cluster.seenBy(1, 3, 2);

    @AfterEach
    void heal() {
        IntStream.rangeClosed(1, 3).forEach(node -> cluster.store(node).heal());
    }

    private static Optional<ByteBuffer> get(BlobStore store) {
        Optional<BlobReader> open = store.open(ID);
        if (open.isEmpty()) {
            return Optional.empty();
        }
        try (BlobReader reader = open.get()) {
            return Optional.of(reader.read(0, (int) reader.sizeBytes()));
        }
    }

    private long holders() {
        return IntStream.rangeClosed(1, 3)
                .filter(node -> cluster.kept(node).holds(ID))
                .count();
    }

    @Test
    void aQuorumLargerThanTheReplicasIsRefused() {
        assertThatThrownBy(() -> cluster.seenBy(1, 1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cluster.seenBy(1, 3, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aWriteGoesToAllReplicas() {
        MemoryBlobs.put(store, ID, BYTES);
        assertThat(get(store)).hasValue(ByteBuffer.wrap(BYTES));
        TestCluster.await(() -> holders() == 3);
        store.delete(List.of(ID));
        assertThat(holders()).isZero();
    }

    @Test
    void aWriteOfANodeAloneIsThatOfItsOwnStore() {
        ReplicatedBlobStore alone = ReplicatedBlobStore.alone(cluster.kept(1));
        BlobWriter direct = cluster.kept(1).create(ID, 3);
        try (BlobWriter writer = alone.create(ID, 3)) {
            assertThat(writer).hasSameClassAs(direct);
        }
        MemoryBlobs.put(alone, ID, BYTES);
        assertThat(holders()).isOne();
        assertThat(alone.open(ID).orElseThrow())
                .hasSameClassAs(cluster.kept(1).open(ID).orElseThrow());
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CREATE", "WRITE", "COMMIT"})
    void aWriteIsAcknowledgedByAQuorumWhereverAnotherReplicaFailsOrHangs(Step step) {
        cluster.store(2).with(step, Fault.FAIL);
        MemoryBlobs.put(store, ID, BYTES);
        assertThat(cluster.kept(1).holds(ID) && cluster.kept(3).holds(ID)).isTrue();
        store.delete(List.of(ID));
        cluster.store(2).with(step, Fault.HANG);
        MemoryBlobs.put(store, ID, BYTES);
        assertThat(cluster.kept(1).holds(ID) && cluster.kept(3).holds(ID)).isTrue();
        assertThat(cluster.kept(2).holds(ID)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CREATE", "WRITE", "COMMIT"})
    void aWriteThatNoQuorumTakesFailsAndLeavesNothing(Step step) {
        cluster.store(2).with(step, Fault.FAIL);
        cluster.store(3).with(step, Fault.FAIL);
        assertThatThrownBy(() -> MemoryBlobs.put(store, ID, BYTES))
                .isInstanceOf(S3Failure.class)
                .hasMessageContaining("node n2: scripted at " + step)
                .hasMessageContaining("node n3: scripted at " + step)
                .hasMessageContaining("retry later");
        TestCluster.await(() -> holders() == 0);
    }

    @Test
    void aFullDiskThatKeepsTheQuorumAwayIsToldAsSuch() {
        cluster.kept(2).failure = Optional.of(new S3Failure(ErrorCode.INSUFFICIENT_STORAGE));
        cluster.kept(3).failure = cluster.kept(2).failure;
        assertThatThrownBy(() -> MemoryBlobs.put(store, ID, BYTES))
                .isInstanceOfSatisfying(
                        S3Failure.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INSUFFICIENT_STORAGE));
        cluster.kept(3).failure = Optional.empty();
        cluster.store(3).with(Step.COMMIT, Fault.FAIL);
        assertThatThrownBy(() -> MemoryBlobs.put(store, ID, BYTES))
                .isInstanceOfSatisfying(
                        S3Failure.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
    }

    @Test
    void aReplicaThatHangsHoldsNoLongWriteBackAndIsLeftOut() {
        byte[] bytes = new byte[32 << 20];
        bytes[bytes.length - 1] = 7;
        cluster.store(3).with(Step.WRITE, Fault.HANG);
        try (BlobWriter writer = store.create(ID, bytes.length)) {
            for (int at = 0; at < bytes.length; at += 1 << 20) {
                writer.write(ByteBuffer.wrap(bytes, at, 1 << 20));
            }
            writer.commit();
        }
        assertThat(get(store)).hasValue(ByteBuffer.wrap(bytes));
        assertThat(cluster.kept(3).holds(ID)).isFalse();
    }

    @Test
    void aWriteThatIsGivenUpAfterAReplicaMadeItDurableIsDeletedThere() {
        cluster.store(2).with(Step.COMMIT, Fault.HANG);
        cluster.store(3).with(Step.COMMIT, Fault.FAIL);
        BlobWriter writer = store.create(ID, 3);
        writer.write(ByteBuffer.wrap(BYTES));
        Thread committing = Thread.ofVirtual().start(() -> assertThatThrownBy(writer::commit));
        TestCluster.await(() -> cluster.kept(1).holds(ID));
        cluster.store(2).heal();
        TestCluster.await(() -> !committing.isAlive());
        writer.close();
        TestCluster.await(() -> holders() == 0);
    }

    @Test
    void aReadTakesTheFirstReplicaWhoseBytesAreSound() {
        MemoryBlobs.put(store, ID, BYTES);
        TestCluster.await(() -> holders() == 3);
        cluster.kept(1).lose(ID);
        cluster.kept(2).damaged.add(ID);
        assertThat(get(store)).hasValue(ByteBuffer.wrap(BYTES));
        cluster.kept(3).damaged.add(ID);
        assertThatThrownBy(() -> get(store)).isInstanceOf(S3Failure.class);
        cluster.kept(2).lose(ID);
        cluster.kept(3).lose(ID);
        assertThat(get(store)).isEmpty();
        cluster.store(3).with(Step.OPEN, Fault.FAIL);
        assertThatThrownBy(() -> get(store)).as("one of them may have it").isInstanceOf(S3Failure.class);
    }

    @Test
    void aReadGoesOnElsewhereInTheMiddleOfABlob() {
        MemoryBlobs.put(store, ID, BYTES);
        TestCluster.await(() -> holders() == 3);
        try (BlobReader reader = store.open(ID).orElseThrow()) {
            assertThat(reader.read(0, 1)).isEqualTo(ByteBuffer.wrap(BYTES, 0, 1));
            cluster.kept(1).damaged.add(ID);
            cluster.store(2).with(Step.OPEN, Fault.FAIL);
            assertThat(reader.read(1, 1)).isEqualTo(ByteBuffer.wrap(BYTES, 1, 1));
            cluster.store(3).with(Step.READ, Fault.FAIL);
            cluster.store(2).heal();
            assertThat(reader.read(2, 1)).isEqualTo(ByteBuffer.wrap(BYTES, 2, 1));
            assertThat(reader.region(2, 1)).isEmpty();
        }
        assertThat(store.wants().takeAll()).containsExactly(ID);
    }

    @Test
    void aReadOfANodeThatHangsIsAnsweredByAnother() {
        MemoryBlobs.put(store, ID, BYTES);
        TestCluster.await(() -> holders() == 3);
        cluster.kept(1).lose(ID);
        cluster.store(2).with(Step.OPEN, Fault.HANG);
        assertThat(get(store)).hasValue(ByteBuffer.wrap(BYTES));
        cluster.store(2).heal();
        cluster.store(2).with(Step.READ, Fault.FAIL);
        try (BlobReader reader = store.open(ID).orElseThrow()) {
            assertThat(reader.read(0, 3)).isEqualTo(ByteBuffer.wrap(BYTES));
        }
        assertThat(store.wants().takeAll()).as("it is missing here").containsExactly(ID);
    }

    @Test
    void membersThatComeAndGoAreSeenAtOnce() {
        cluster.members().removeIf(member -> !member.nodeId().equals("n1"));
        MemoryBlobs.put(store, ID, BYTES);
        assertThat(holders()).isOne();
        cluster.members().add(TestCluster.member("n2"));
        BlobId second = new BlobId(1, 3);
        MemoryBlobs.put(store, second, BYTES);
        assertThat(cluster.kept(1).holds(second) && cluster.kept(2).holds(second))
                .isTrue();
        cluster.members().clear();
        assertThatThrownBy(() -> store.create(ID, 1)).isInstanceOf(S3Failure.class);
    }

    @Test
    void aBlobIsFoundAlsoWhereItWasKeptBeforeNodesCame() {
        TestCluster large = new TestCluster(8, clock);
        ReplicatedBlobStore seen = large.seenBy(1, 3, 2);
        List<Replica> holders = seen.replicas().holders(ID);
        int other = IntStream.rangeClosed(1, 8)
                .filter(node ->
                        holders.stream().noneMatch(holder -> holder.nodeId().equals("n" + node)))
                .findFirst()
                .orElseThrow();
        MemoryBlobs.put(large.kept(other), ID, BYTES);
        assertThat(get(seen)).hasValue(ByteBuffer.wrap(BYTES));
    }

    @Test
    void aNodeThatCannotDeleteKeepsNobodyElseFromIt() {
        MemoryBlobs.put(store, ID, BYTES);
        TestCluster.await(() -> holders() == 3);
        cluster.store(2).with(Step.DELETE, Fault.FAIL);
        store.delete(List.of(ID));
        assertThat(holders()).isOne();
        assertThat(cluster.kept(2).holds(ID)).isTrue();
    }
}
