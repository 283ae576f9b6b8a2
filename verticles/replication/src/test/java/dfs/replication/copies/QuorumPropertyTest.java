package dfs.replication.copies;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import dfs.replication.ScriptedBlobs.Fault;
import dfs.replication.ScriptedBlobs.Step;
import dfs.replication.TestClock;
import dfs.replication.TestCluster;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * <b>Goal.</b> What is acknowledged is durable on a quorum at that moment, and can be read through any node; what is refused leaves nothing; and
 * a write is not refused where a quorum of nodes is well.
 *
 * <p><b>Method.</b> Seeded faults at every step of a write, on three nodes; one that hangs goes on only when the write has ended. Bugs that are
 * planted must be found within the same seeds. {@code -Dseed=N} replays one.
 */
class QuorumPropertyTest {

    private static final int NODES = 3;
    private static final int QUORUM = 2;
    private static final int SEEDS = 500;
    private static final List<Step> STEPS = List.of(Step.CREATE, Step.WRITE, Step.COMMIT, Step.AFTER_COMMIT);

    private static LongStream seeds() {
        Long one = Long.getLong("seed");
        return one == null ? LongStream.range(0, SEEDS) : LongStream.of(one);
    }

    /** One run; what is wrong with it. */
    private static final class Trial {

        private final Random random;
        private final TestCluster cluster = new TestCluster(NODES, new TestClock());
        private final BlobId id;
        private final byte[] bytes;
        private final Set<Integer> ill = new HashSet<>();
        private final Set<Integer> unsure = new HashSet<>();

        Trial(long seed) {
            random = new Random(seed);
            id = new BlobId(seed, random.nextLong());
            bytes = new byte[1 + random.nextInt(40)];
            random.nextBytes(bytes);
            for (int node = 1; node <= NODES; node++) {
                if (random.nextInt(3) == 0) {
                    ill.add(node);
                }
            }
            // A quorum that only those that hang could make is waited for, which is for other tests.
            Fault fault = ill.size() <= NODES - QUORUM && random.nextBoolean() ? Fault.HANG : Fault.FAIL;
            for (int node : ill) {
                Step step = STEPS.get(random.nextInt(STEPS.size()));
                cluster.store(node).with(step, fault);
                if (step == Step.AFTER_COMMIT) {
                    unsure.add(node);
                }
            }
        }

        Optional<String> run(Function<TestCluster, BlobStore> made) {
            BlobStore store = made.apply(cluster);
            boolean isAcknowledged = false;
            try (BlobWriter writer = store.create(id, bytes.length)) {
                int at = 0;
                while (at < bytes.length) {
                    int length = 1 + random.nextInt(bytes.length - at);
                    writer.write(ByteBuffer.wrap(bytes, at, length));
                    at += length;
                }
                writer.commit();
                isAcknowledged = true;
            } catch (S3Failure refused) {
                // told below
            }
            long durable = holders();
            IntStream.rangeClosed(1, NODES).forEach(node -> cluster.store(node).heal());
            if (isAcknowledged) {
                return durable < QUORUM ? Optional.of("acknowledged with " + durable + " durable") : readBack();
            }
            if (NODES - ill.size() >= QUORUM) {
                return Optional.of("refused with " + ill + " ill");
            }
            // Where a commit was made and its answer lost, the blob may stay as garbage.
            TestCluster.await(() -> IntStream.rangeClosed(1, NODES)
                    .filter(node -> !unsure.contains(node))
                    .noneMatch(node -> cluster.kept(node).holds(id)));
            return Optional.empty();
        }

        private long holders() {
            return IntStream.rangeClosed(1, NODES)
                    .filter(node -> cluster.kept(node).holds(id))
                    .count();
        }

        private Optional<String> readBack() {
            for (int node = 1; node <= NODES; node++) {
                Optional<BlobReader> reader =
                        cluster.seenBy(node, NODES, QUORUM).open(id);
                if (reader.isEmpty()) {
                    return Optional.of("gone, seen by node " + node);
                }
                try (BlobReader open = reader.get()) {
                    if (!open.read(0, bytes.length).equals(ByteBuffer.wrap(bytes))) {
                        return Optional.of("other bytes, seen by node " + node);
                    }
                }
            }
            return Optional.empty();
        }
    }

    private static Optional<String> firstBroken(Function<TestCluster, BlobStore> made) {
        return seeds().mapToObj(seed -> new Trial(seed).run(made).map(what -> "seed " + seed + ": " + what))
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Test
    void whatIsAcknowledgedIsDurableOnAQuorumAndWhatIsRefusedIsNowhere() {
        assertThat(firstBroken(cluster -> cluster.seenBy(1, NODES, QUORUM))).isEmpty();
    }

    @Test
    void aQuorumThatIsOneTooSmallIsFound() {
        assertThat(firstBroken(cluster -> cluster.seenBy(1, NODES, QUORUM - 1)))
                .hasValueSatisfying(what -> assertThat(what).contains("acknowledged with"));
    }

    @Test
    void anAcknowledgementBeforeTheDisksAreSyncedIsFound() {
        assertThat(firstBroken(cluster -> new Hasty(cluster.seenBy(1, NODES, QUORUM))))
                .hasValueSatisfying(what -> assertThat(what).contains("acknowledged with"));
    }

    /** Answers when all bytes are written, and commits beside. */
    private static final class Hasty extends ForwardingBlobs {

        Hasty(BlobStore store) {
            super(store);
        }

        @Override
        public BlobWriter create(BlobId id, long sizeBytes) {
            BlobWriter writer = super.create(id, sizeBytes);
            return new BlobWriter() {
                @Override
                public void write(ByteBuffer bytes) {
                    writer.write(bytes);
                }

                @Override
                public void commit() {
                    Thread.ofVirtual().start(() -> {
                        try (writer) {
                            writer.commit();
                        } catch (S3Failure tooLate) {
                            // nobody hears of it
                        }
                    });
                }

                @Override
                public void close() {}
            };
        }
    }
}
