package dfs.replication.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.Bus;
import dfs.replication.Clocks;
import dfs.replication.MemoryBlobs;
import dfs.replication.ScriptedBlobs.Fault;
import dfs.replication.ScriptedBlobs.Step;
import dfs.replication.TestClock;
import dfs.replication.TestCluster;
import dfs.replication.Waits;
import dfs.replication.copies.ReplicatedBlobStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * <b>Goal.</b> A node comes to have, sound, every blob that it should keep, and none that nothing names.
 *
 * <p><b>Method.</b> Three nodes in memory with scripted faults; the repair of one of them runs when the test says so.
 */
class RepairTest {

    private static final byte[] BYTES = {1, 2, 3};

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final TestClock clock = new TestClock();
    private final TestCluster cluster = new TestCluster(3, clock);
    private final ReplicatedBlobStore store = cluster.seenBy(1, 3, 2);
    private final ScriptedMetadata metadata = new ScriptedMetadata(clock);
    private final Repair repair = new Repair(
            store.replicas(),
            store.wants(),
            new MetadataSide(bus),
            new Clocks(clock, clock, Waits.SYSTEM),
            new JobMeters(new SimpleMeterRegistry()));

    @BeforeEach
    void serve() {
        metadata.serve(bus);
    }

    @AfterEach
    void close() {
        IntStream.rangeClosed(1, 3).forEach(node -> cluster.store(node).heal());
        vertx.close().await();
    }

    /** A run whose findings are kept. */
    private static final class Kept implements Run {
        final List<String> findings = new CopyOnWriteArrayList<>();

        @Override
        public void expect(long blobs) {}

        @Override
        public void look(long blobs, long bytes) {}

        @Override
        public void find(String finding) {
            findings.add(finding);
        }

        @Override
        public void goOn() {}

        @Override
        public void rest(long nanos) {}
    }

    private List<String> run() {
        Kept run = new Kept();
        repair.run(run);
        return run.findings;
    }

    /** A blob begun so long ago, on these nodes, with a name. */
    private BlobId blob(Duration ago, int number, int... nodes) {
        BlobId id = BlobId.of(clock.millis() - ago.toMillis(), number, number);
        for (int node : nodes) {
            MemoryBlobs.put(cluster.kept(node), id, BYTES);
        }
        assertThat(metadata.name(id, clock.millis())).isTrue();
        return id;
    }

    private boolean isSoundHere(BlobId id) {
        return cluster.kept(1).verify(id) instanceof dfs.protocol.blob.BlobStore.Verdict.Sound;
    }

    @Test
    void aWipedNodeIsRebuilt() {
        List<BlobId> ids = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            ids.add(blob(Duration.ofDays(3), i, i % 2 == 0 ? 2 : 3));
        }
        assertThat(run()).hasSize(2_500);
        assertThat(ids).allMatch(this::isSoundHere);
        assertThat(run()).isEmpty();
    }

    @Test
    void whatWasMissedLatelyIsFoundAtEveryRunAndOldOnesAfterNodesCameOrWentOrThisOneWasAway() {
        assertThat(run()).isEmpty();
        BlobId young = blob(Duration.ofSeconds(100), 1, 2, 3);
        BlobId old = blob(Duration.ofDays(1), 2, 2, 3);
        assertThat(run()).singleElement().asString().contains(young.toString());
        assertThat(isSoundHere(old)).isFalse();
        cluster.members().removeIf(member -> member.nodeId().equals("n3"));
        assertThat(run()).singleElement().asString().contains(old.toString());
        BlobId older = blob(Duration.ofDays(2), 3, 2);
        assertThat(run()).isEmpty();
        clock.advance(Duration.ofMinutes(2).toMillis());
        assertThat(run()).singleElement().asString().contains(older.toString());
    }

    @Test
    void aRunThatFailedIsFollowedByOneOverEverything() {
        assertThat(run()).isEmpty();
        BlobId old = blob(Duration.ofDays(1), 1, 2, 3);
        cluster.store(1).with(Step.LIST, Fault.FAIL);
        BlobId young = blob(Duration.ofSeconds(1), 2, 2);
        assertThatThrownBy(this::run).isInstanceOf(S3Failure.class);
        cluster.store(1).heal();
        assertThat(run()).hasSize(2);
        assertThat(isSoundHere(old) && isSoundHere(young)).isTrue();
    }

    /** A repair that trusts that a blob is there, and as long as elsewhere, leaves it damaged. */
    @Test
    void aBlobOfTheRightLengthAndWrongBytesIsMadeAnewWhenAReadFoundIt() {
        BlobId id = blob(Duration.ofDays(1), 1, 1, 2, 3);
        assertThat(run()).isEmpty();
        cluster.kept(1).damaged.add(id);
        assertThat(isSoundHere(id)).isFalse();
        try (var reader = store.open(id).orElseThrow()) {
            assertThat(reader.read(0, 3)).isEqualTo(java.nio.ByteBuffer.wrap(BYTES));
        }
        assertThat(run()).singleElement().asString().contains(id.toString());
        assertThat(isSoundHere(id)).isTrue();
    }

    @Test
    void aBlobThatIsDamagedElsewhereIsNotTakenFromThere() {
        BlobId id = blob(Duration.ofDays(1), 1, 2, 3);
        cluster.kept(2).damaged.add(id);
        cluster.store(3).with(Step.READ, Fault.SHORT);
        assertThat(run())
                .singleElement()
                .asString()
                .contains("no node gives it")
                .contains("fewer bytes");
        assertThat(cluster.kept(1).holds(id)).isFalse();
        cluster.store(3).heal();
        assertThat(run()).hasSize(1);
        assertThat(isSoundHere(id)).isTrue();
    }

    @Test
    void aBlobThatLosesItsNameWhileItComesIsNotBroughtBack() {
        BlobId id = blob(Duration.ofDays(1), 1, 2, 3);
        int[] answers = {0};
        metadata.meanwhile = () -> {
            answers[0]++;
            if (answers[0] == 3) { // it has been listed, and is being fetched
                metadata.unname(id);
            }
        };
        assertThat(run()).isEmpty();
        assertThat(answers[0]).isGreaterThanOrEqualTo(4);
        assertThat(cluster.kept(1).holds(id)).isFalse();
    }

    @Test
    void whatAWriteLeftOutHereIsGotOnceItHasAName() {
        assertThat(run()).isEmpty();
        cluster.store(1).with(Step.COMMIT, Fault.FAIL);
        BlobId id = BlobId.of(clock.millis() - Duration.ofHours(5).toMillis(), 1, 1);
        MemoryBlobs.put(cluster.seenBy(2, 3, 2), id, BYTES);
        cluster.store(1).heal();
        store.own().missed(List.of(id));
        assertThat(run()).as("it has no name yet").isEmpty();
        assertThat(metadata.name(id, clock.millis())).isTrue();
        assertThat(run()).singleElement().asString().contains(id.toString());
        assertThat(isSoundHere(id)).isTrue();
    }

    @Test
    void aFullDiskStopsItUntilThereIsRoom() {
        BlobId id = blob(Duration.ofDays(1), 1, 2, 3);
        cluster.kept(1).failure = Optional.of(new S3Failure(ErrorCode.INSUFFICIENT_STORAGE));
        assertThatThrownBy(this::run).isInstanceOf(S3Failure.class).hasMessageContaining("the disk is full");
        cluster.kept(1).failure = Optional.empty();
        assertThat(run()).hasSize(1);
        assertThat(isSoundHere(id)).isTrue();
    }

    @Test
    void aNodeAloneHasNothingToDo() {
        cluster.members().removeIf(member -> !member.nodeId().equals("n1"));
        BlobId id = blob(Duration.ofDays(1), 1, 2, 3);
        assertThat(run()).isEmpty();
        assertThat(cluster.kept(1).holds(id)).isFalse();
    }
}
