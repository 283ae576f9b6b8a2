package dfs.replication.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.Bus;
import dfs.protocol.blob.BlobStore.Verdict;
import dfs.protocol.job.Fsck;
import dfs.replication.MemoryBlobs;
import dfs.replication.ScriptedBlobs.Fault;
import dfs.replication.ScriptedBlobs.Step;
import dfs.replication.TestClock;
import dfs.replication.TestCluster;
import dfs.replication.Waits;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * <b>Goal.</b> A census says that all is well only where every node has every blob that it should.
 *
 * <p><b>Method.</b> Three nodes in memory, and one thing wrong at a time.
 */
class CensusTest {

    private static final byte[] BYTES = {1, 2, 3};
    private static final int BLOBS = 2_100;

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final TestClock clock = new TestClock();
    private final TestCluster cluster = new TestCluster(3, clock);
    private final ScriptedMetadata metadata = new ScriptedMetadata(clock);
    private final List<BlobId> ids =
            IntStream.range(0, BLOBS).mapToObj(i -> new BlobId(1000 + i, i)).toList();

    CensusTest() {
        metadata.serve(bus);
        for (BlobId id : ids) {
            IntStream.rangeClosed(1, 3).forEach(node -> MemoryBlobs.put(cluster.kept(node), id, BYTES));
            assertThat(metadata.name(id, clock.millis())).isTrue();
        }
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private Census census(boolean isDeep) {
        Census census = new Census(
                cluster.seenBy(1, 3, 2).replicas(), new MetadataSide(bus), Waits.SYSTEM, isDeep, () -> false);
        assertThat(census.take(page -> {})).hasSize(3);
        return census;
    }

    private static Fsck.NodeReport node(Census census, int node) {
        return census.reports().get(node - 1);
    }

    @Test
    void allIsWellWhereEveryNodeHasEveryBlob() {
        Census census = census(true);
        assertThat(census.isHealthy()).isTrue();
        assertThat(census.namedBlobs()).isEqualTo(BLOBS);
        assertThat(census.reports()).allSatisfy(node -> {
            assertThat(node.expectedBlobs()).isEqualTo(BLOBS);
            assertThat(node.isReachable()).isTrue();
            assertThat(node.findings()).isEmpty();
        });
    }

    @Test
    void aMissingBlobIsNamedAlsoWhereItIsTheLast() {
        cluster.kept(2).lose(ids.getLast());
        Census census = census(false);
        assertThat(census.isHealthy()).isFalse();
        assertThat(node(census, 2).missingBlobs()).isOne();
        assertThat(node(census, 2).findings())
                .containsExactly(
                        "blob " + ids.getLast() + " is missing on node n2; it would be made anew from n1 or n3");
        assertThat(node(census, 1).missingBlobs() + node(census, 3).missingBlobs())
                .isZero();
    }

    @Test
    void whatOneNodeAloneHasIsCountedThereAndWhatNoneHasAtThoseThatDoNotAnswer() {
        cluster.kept(1).lose(ids.get(3));
        cluster.kept(3).lose(ids.get(3));
        cluster.kept(1).lose(ids.get(4));
        assertThat(census(false).reports())
                .extracting(Fsck.NodeReport::soleBlobs)
                .containsExactly(0L, 1L, 0L);
        cluster.kept(1).lose(ids.get(5));
        MemoryBlobs.put(cluster.kept(1), ids.get(5), new byte[] {1});
        cluster.kept(3).lose(ids.get(5));
        MemoryBlobs.put(cluster.kept(3), ids.get(5), new byte[] {1, 2});
        long soleOfLengths = census(false).reports().stream()
                .mapToLong(Fsck.NodeReport::soleBlobs)
                .sum();
        assertThat(soleOfLengths)
                .as("copies of three lengths are one copy each")
                .isEqualTo(2);
        cluster.store(2).with(Step.LIST, Fault.FAIL);
        assertThat(node(census(false), 2).soleBlobs()).isOne();
    }

    @Test
    void nothingIsSaidOfNodesThatWereNotAsked() {
        Vertx nobody = Vertx.vertx();
        Census census = new Census(
                cluster.seenBy(1, 3, 2).replicas(),
                new MetadataSide(new Bus(nobody)),
                Waits.SYSTEM,
                false,
                () -> false);
        assertThatExceptionOfType(S3Failure.class).isThrownBy(() -> census.take(page -> {}));
        assertThat(census.reports()).isEmpty();
        assertThat(census.isHealthy()).isFalse();
        nobody.close().await();
    }

    @Test
    void aNodeThatKeepsNoBytesIsNotCounted() {
        cluster.members().set(0, cluster.members().getFirst().keepingBytes(false));
        ids.forEach(cluster.kept(1)::lose);
        Census census =
                new Census(cluster.seenBy(1, 3, 2).replicas(), new MetadataSide(bus), Waits.SYSTEM, false, () -> false);
        assertThat(census.take(page -> {})).extracting(Fsck.NodeReport::nodeId).containsExactly("n2", "n3");
        assertThat(census.isHealthy()).isTrue();
    }

    @Test
    void damageIsFoundByADeepCensusAloneAndNotForgottenByTheNextOne() {
        cluster.kept(3).damaged.add(ids.get(7));
        assertThat(census(false).isHealthy()).isTrue();
        Census deep = census(true);
        assertThat(deep.isHealthy()).isFalse();
        assertThat(node(deep, 3).damagedBlobs()).isOne();
        Census next = census(false);
        assertThat(next.isHealthy()).isFalse();
        assertThat(node(next, 3).damagedBlobs()).isOne();
    }

    @Test
    void aCopyKnownToBeDamagedIsNoOtherCopy() {
        cluster.kept(1).lose(ids.get(7));
        cluster.kept(3).damaged.add(ids.get(7));
        assertThat(cluster.kept(3).verify(ids.get(7))).isInstanceOf(Verdict.Damaged.class);
        assertThat(node(census(false), 2).soleBlobs()).isOne();
    }

    @Test
    void aCopyOfAnotherLengthIsDamaged() {
        cluster.kept(1).lose(ids.get(7));
        MemoryBlobs.put(cluster.kept(1), ids.get(7), new byte[] {1, 2});
        Census census = census(false);
        assertThat(census.isHealthy()).isFalse();
        assertThat(node(census, 1).damagedBlobs()).isOne();
    }

    @Test
    void aNodeThatDoesNotAnswerIsNotWell() {
        cluster.store(2).with(Step.LIST, Fault.FAIL);
        Census census = census(false);
        assertThat(census.isHealthy()).isFalse();
        assertThat(node(census, 2).isReachable()).isFalse();
        assertThat(node(census, 2).findings()).singleElement().asString().contains("does not answer");
    }

    @Test
    void garbageIsCountedAndIsNoHarm() {
        MemoryBlobs.put(cluster.kept(2), new BlobId(1, 1), BYTES);
        MemoryBlobs.put(cluster.kept(2), new BlobId(Long.MAX_VALUE, 1), BYTES);
        Census census = census(false);
        assertThat(census.isHealthy()).isTrue();
        assertThat(node(census, 2).unnamedBlobs()).isEqualTo(2);
    }

    @Test
    void whatIsDeletedMeanwhileIsNotMissing() {
        cluster.kept(2).lose(ids.get(5));
        int[] answers = {0};
        metadata.meanwhile = () -> {
            answers[0]++;
            if (answers[0] == 2) { // after the page of names was read
                metadata.unname(ids.get(5));
            }
        };
        assertThat(census(false).isHealthy()).isTrue();
    }
}
