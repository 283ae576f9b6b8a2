package dfs.replication.copies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.BudgetShare;
import dfs.core.ByteBudget;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import dfs.replication.ScriptedBlobs.Fault;
import dfs.replication.ScriptedBlobs.Step;
import dfs.replication.TestClock;
import dfs.replication.TestCluster;
import dfs.replication.TestWaits;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * <b>Goal.</b> A replica that falls behind is given what it missed where a quorum needs it, and holds nobody up where none does.
 *
 * <p><b>Method.</b> Three stores, of which one stutters: it takes nothing until it is let go. The budget has no piece, so one waits for each
 * replica at most, and who does not take it is behind as soon as the time has passed, which passes by hand.
 */
class QuorumWriterTest {

    private static final BlobId ID = new BlobId(1, 2);
    private static final int PIECE_BYTES = 50_000;
    private static final int PIECES = 5;
    private static final Duration LAG = Duration.ofMillis(501);

    private final TestCluster cluster = new TestCluster(3, new TestClock());
    private final TestWaits time = new TestWaits();
    private final ByteBudget nothing = new ByteBudget(0);
    private final byte[] bytes = new byte[PIECES * PIECE_BYTES];
    private final Set<Replica> members = ConcurrentHashMap.newKeySet();
    private int written;

    QuorumWriterTest() {
        new Random(7).nextBytes(bytes);
    }

    @AfterEach
    void heal() {
        IntStream.rangeClosed(1, 3).forEach(node -> cluster.store(node).heal());
    }

    private BlobWriter writer(int quorum, BlobStore third, ByteBudget budget) {
        List<Replica> replicas = List.of(
                new Replica("n1", cluster.store(1), true),
                new Replica("n2", cluster.store(2), false),
                new Replica("n3", third, false));
        members.addAll(replicas);
        return QuorumWriter.create(replicas, quorum, ID, bytes.length, budget, time, members::contains);
    }

    private BlobWriter writer() {
        return writer(2, cluster.store(3), nothing);
    }

    private void writeNext(BlobWriter writer) {
        writer.write(ByteBuffer.wrap(bytes, written, PIECE_BYTES));
        written += PIECE_BYTES;
    }

    private void writeRest(BlobWriter writer) {
        while (written < bytes.length) {
            writeNext(writer);
        }
    }

    /** One replica takes the first piece, and nothing of those that follow while it is not let go. */
    private void fallBehind(BlobWriter writer, int node) {
        cluster.store(node).with(Step.WRITE, Fault.STUTTER);
        writeNext(writer);
        TestCluster.await(() -> cluster.store(node).steps.contains(Step.WRITE));
        time.advance(LAG);
        writeNext(writer);
    }

    private void fail(BlobWriter writer, int node) {
        cluster.store(node).with(Step.WRITE, Fault.FAIL);
        writeNext(writer);
        TestCluster.await(() -> cluster.kept(node).missed.contains(ID));
    }

    private void assertHeldBy(int... nodes) {
        for (int node : nodes) {
            try (BlobReader reader = cluster.kept(node).open(ID).orElseThrow()) {
                assertThat(reader.read(0, (int) reader.sizeBytes())).isEqualTo(ByteBuffer.wrap(bytes));
            }
        }
    }

    private void awaitNothingKept() {
        TestCluster.await(() ->
                IntStream.rangeClosed(1, 3).noneMatch(node -> cluster.kept(node).holds(ID)));
    }

    @ParameterizedTest
    @CsvSource({"3, 2", "1, 2", "2, 1"})
    void aReplicaThatStutteredMakesTheQuorumWhereAnotherOneFailsAfterwards(int stutters, int fails) {
        try (BlobWriter writer = writer()) {
            fallBehind(writer, stutters);
            cluster.store(stutters).heal();
            fail(writer, fails);
            writeRest(writer);
            writer.commit();
        }
        assertHeldBy(6 - fails - stutters, stutters);
        assertThat(cluster.kept(fails).holds(ID)).isFalse();
        assertThat(cluster.kept(stutters).missed).isEmpty();
    }

    @Test
    void aReplicaThatStuttersAtTheEndIsWaitedForWhereAnotherOneFailed() {
        try (BlobWriter writer = writer()) {
            fallBehind(writer, 3);
            fail(writer, 2);
            writeRest(writer);
            CompletableFuture<Void> committed = CompletableFuture.runAsync(writer::commit);
            TestCluster.await(() -> cluster.kept(1).holds(ID));
            assertThat(committed).isNotDone();
            cluster.store(3).heal();
            committed.join();
        }
        assertHeldBy(1, 3);
    }

    @Test
    void aNodeThatIsTakenOutMeanwhileMakesNoQuorum() {
        try (BlobWriter writer = writer()) {
            fail(writer, 3);
            writeRest(writer);
            members.removeIf(replica -> replica.nodeId().equals("n2"));
            assertThatThrownBy(writer::commit)
                    .isInstanceOf(S3Failure.class)
                    .hasMessageContaining("node n2: it was taken out of the cluster");
        }
    }

    @Test
    void aReplicaThatIsBehindHoldsNobodyUpAndIsToldWhatItMissed() {
        try (BlobWriter writer = writer()) {
            fallBehind(writer, 3);
            writeRest(writer);
            assertThat(cluster.kept(3).missed).isEmpty();
            writer.commit();
        }
        assertHeldBy(1, 2);
        TestCluster.await(() -> cluster.kept(3).missed.contains(ID));
        cluster.store(3).heal();
        TestCluster.await(() -> cluster.store(3).steps.contains(Step.CLOSED));
        assertThat(cluster.kept(3).holds(ID)).isFalse();
    }

    @Test
    void whatIsHeldForAReplicaIsGivenBackWhenItFallsBehindAndWhatItReadsIsHeldOnlyByItself() {
        int held = BudgetShare.BUFFER_BYTES + PIECE_BYTES;
        ByteBudget budget = new ByteBudget(2L * held);
        cluster.store(1).with(Step.WRITE, Fault.STUTTER);
        try (BlobWriter writer = writer(2, cluster.store(3), budget)) {
            writeNext(writer);
            TestCluster.await(() -> cluster.store(1).steps.contains(Step.WRITE));
            TestCluster.await(() -> budget.leftBytes() == held);
            time.advance(LAG);
            while (written < bytes.length - PIECE_BYTES) {
                writeNext(writer);
            }
            TestCluster.await(() -> budget.leftBytes() == 2L * held);
            fail(writer, 2);
            cluster.store(1).heal();
            writer.commit();
        }
        assertThat(budget.leftBytes()).isEqualTo(2L * held);
        assertHeldBy(1, 3);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"FAIL", "SHORT"})
    void aReplicaThatCannotReadWhatItMissedIsOut(Fault fault) {
        cluster.store(1).with(Step.READ, fault);
        assertRefusedAfterAStutter();
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"WRITE", "COMMIT"})
    void aReplicaThatFailsWhileItCatchesUpIsOut(Step step) {
        BlobWriter writer = writer();
        fallBehind(writer, 3);
        cluster.store(3).heal();
        cluster.store(3).with(step, Fault.FAIL);
        assertRefused(writer);
    }

    private void assertRefusedAfterAStutter() {
        BlobWriter writer = writer();
        fallBehind(writer, 3);
        cluster.store(3).heal();
        assertRefused(writer);
    }

    private void assertRefused(BlobWriter writer) {
        try (writer) {
            fail(writer, 2);
            writeRest(writer);
            assertThatThrownBy(writer::commit)
                    .isInstanceOf(S3Failure.class)
                    .hasMessageContaining("node n2: ")
                    .hasMessageContaining("node n3: ");
        }
        awaitNothingKept();
    }

    @Test
    void aWriteThatIsGivenUpWhileAReplicaCatchesUpLeavesNothing() throws InterruptedException {
        cluster.store(1).with(Step.READ, Fault.STUTTER);
        BlobWriter writer = writer();
        fallBehind(writer, 3);
        cluster.store(3).heal();
        fail(writer, 2);
        writeRest(writer);
        Thread committing = Thread.ofVirtual().start(() -> assertThatThrownBy(writer::commit));
        TestCluster.await(() -> cluster.store(1).steps.contains(Step.READ));
        committing.interrupt();
        committing.join();
        writer.close();
        cluster.store(1).heal();
        awaitNothingKept();
    }

    @Test
    void whereAllThatAreLeftAreBehindNobodyHasWhatTheyMiss() {
        try (BlobWriter writer = writer(1, cluster.store(3), nothing)) {
            cluster.store(2).with(Step.WRITE, Fault.STUTTER);
            fallBehind(writer, 3);
            cluster.store(1).with(Step.WRITE, Fault.FAIL);
            assertThatThrownBy(() -> writeRest(writer))
                    .isInstanceOf(S3Failure.class)
                    .hasMessageContaining("node n1: scripted at WRITE")
                    .hasMessageContaining("node n2: too far behind the others");
        }
        awaitNothingKept();
    }

    @Test
    void aReplicaThatCatchesUpIsWaitedForWhileItTakesBytes() {
        try (BlobWriter writer = writer(2, slow(8, new CountDownLatch(0)), nothing)) {
            fallBehind(writer, 3);
            fail(writer, 2);
            writeRest(writer);
            cluster.store(3).heal();
            writer.commit();
        }
        assertHeldBy(1, 3);
        assertThat(time.nanoTime()).isGreaterThan(Duration.ofSeconds(30).toNanos());
    }

    @Test
    void aReplicaThatCatchesUpTooSlowlyIsNotWaitedForForEver() {
        CountDownLatch mayCommit = new CountDownLatch(1);
        try (BlobWriter writer = writer(2, slow(19, mayCommit), nothing)) {
            fallBehind(writer, 3);
            fail(writer, 2);
            writeRest(writer);
            cluster.store(3).heal();
            assertThatThrownBy(writer::commit).isInstanceOf(S3Failure.class).hasMessageContaining("node n2: ");
        } finally {
            mayCommit.countDown();
        }
        awaitNothingKept();
    }

    private BlobStore slow(int secondsPerPiece, CountDownLatch mayCommit) {
        return new ForwardingBlobs(cluster.store(3)) {
            @Override
            public BlobWriter create(BlobId id, long sizeBytes) {
                return new SlowWriter(super.create(id, sizeBytes), secondsPerPiece, mayCommit);
            }
        };
    }

    @Test
    void aReplicaThatIsBehindAndTakesNothingIsNotWaitedForForEver() {
        try (BlobWriter writer = writer()) {
            fallBehind(writer, 3);
            fail(writer, 2);
            writeRest(writer);
            CompletableFuture<Void> committed = CompletableFuture.runAsync(writer::commit);
            TestCluster.await(() -> {
                time.advance(Duration.ofSeconds(21));
                return committed.isDone();
            });
            assertThatThrownBy(committed::join)
                    .hasCauseInstanceOf(S3Failure.class)
                    .hasMessageContaining("node n3: too far behind the others");
        }
        awaitNothingKept();
    }

    /** Takes some seconds for each piece, and commits when it may. */
    private final class SlowWriter implements BlobWriter {

        private final BlobWriter writer;
        private final int secondsPerPiece;
        private final CountDownLatch mayCommit;

        SlowWriter(BlobWriter writer, int secondsPerPiece, CountDownLatch mayCommit) {
            this.writer = writer;
            this.secondsPerPiece = secondsPerPiece;
            this.mayCommit = mayCommit;
        }

        @Override
        public void write(ByteBuffer piece) {
            writer.write(piece);
            time.advance(Duration.ofSeconds(secondsPerPiece));
        }

        @Override
        public void commit() {
            try {
                mayCommit.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            writer.commit();
        }

        @Override
        public void close() {
            writer.close();
        }
    }
}
