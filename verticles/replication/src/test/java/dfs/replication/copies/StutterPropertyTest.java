package dfs.replication.copies;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.ByteBudget;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobWriter;
import dfs.replication.MemoryBlobs;
import dfs.replication.TestClock;
import dfs.replication.TestCluster;
import dfs.replication.Waits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * <b>Goal.</b> A write is acknowledged wherever no more than one of three replicas fails, whichever of them stutter and when; a replica has
 * exactly the bytes that were written, or none.
 *
 * <p><b>Method.</b> Seeded stutters and failures at each call to write or commit. Time passes only while the writer waits, some milliseconds of
 * it for each that really pass. {@code -Dseed=N} replays one.
 */
class StutterPropertyTest {

    private static final int SEEDS = 200;
    private static final int QUORUM = 2;
    private static final int BUDGET_BYTES_MAX = 20;
    private static final int NEVER = Integer.MAX_VALUE;

    /** Well within what a write waits for a quorum that takes nothing. */
    private static final int STUTTER_MILLIS_MAX = 600;

    private static final class World implements Waits {

        private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
        private static final long REAL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

        private final AtomicLong nanos = new AtomicLong();
        private volatile boolean isOver;

        @Override
        public long nanoTime() {
            return nanos.get();
        }

        @Override
        @SuppressWarnings("WaitNotInLoop") // whoever calls does it in one
        public long await(Condition condition, long leftNanos) throws InterruptedException {
            if (condition.awaitNanos(REAL_NANOS) > 0) {
                return leftNanos;
            }
            nanos.getAndAdd(TICK_NANOS);
            return leftNanos - TICK_NANOS;
        }

        void pass(long millis) {
            long end = nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            while (!isOver && nanoTime() < end) {
                LockSupport.parkNanos(REAL_NANOS / 4);
            }
        }
    }

    /** A store that stutters at one call and fails from another one on; calls are counted from 0. */
    private static final class Shaky extends ForwardingBlobs {

        private final World world;
        private final int stutterAt;
        private final int stutterMillis;
        private final int failAt;

        Shaky(MemoryBlobs kept, World world, int stutterAt, int stutterMillis, int failAt) {
            super(kept);
            this.world = world;
            this.stutterAt = stutterAt;
            this.stutterMillis = stutterMillis;
            this.failAt = failAt;
        }

        @Override
        public BlobWriter create(BlobId id, long sizeBytes) {
            BlobWriter writer = super.create(id, sizeBytes);
            return new BlobWriter() {
                private int calls;

                private void shake() {
                    int call = calls++;
                    if (call == stutterAt) {
                        world.pass(stutterMillis);
                    }
                    if (call >= failAt) {
                        throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE);
                    }
                }

                @Override
                public void write(ByteBuffer bytes) {
                    shake();
                    writer.write(bytes);
                }

                @Override
                public void commit() {
                    shake();
                    writer.commit();
                }

                @Override
                public void close() {
                    writer.close();
                }
            };
        }
    }

    /** One run; what is wrong with it. */
    private static final class Trial {

        private final World world = new World();
        private final List<MemoryBlobs> kept = new ArrayList<>();
        private final List<Replica> replicas = new ArrayList<>();
        private final BlobId id;
        private final byte[] bytes;
        private final int pieceBytes;
        private final int failing;
        private final int budgetBytes;

        Trial(long seed) {
            Random random = new Random(seed);
            id = new BlobId(seed, random.nextLong());
            bytes = new byte[1 + random.nextInt(40)];
            random.nextBytes(bytes);
            pieceBytes = 1 + random.nextInt(8);
            budgetBytes = random.nextInt(BUDGET_BYTES_MAX);
            failing = random.nextInt(6) == 0 ? 2 : random.nextInt(2);
            int calls = 2 + bytes.length / pieceBytes;
            int first = random.nextInt(3);
            for (int node = 0; node < 3; node++) {
                MemoryBlobs memory = new MemoryBlobs(new TestClock());
                kept.add(memory);
                int failAt = (node + first) % 3 < failing ? random.nextInt(calls) : NEVER;
                int stutterAt = random.nextInt(3) > 0 ? random.nextInt(calls) : NEVER;
                Shaky shaky = new Shaky(memory, world, stutterAt, random.nextInt(STUTTER_MILLIS_MAX), failAt);
                replicas.add(new Replica("n" + node, shaky, node == 0));
            }
        }

        Optional<String> run() {
            ByteBudget budget = new ByteBudget(budgetBytes);
            Optional<String> wrong = write(budget);
            world.isOver = true;
            TestCluster.await(() -> budget.leftBytes() == budgetBytes);
            return wrong.or(() -> kept.stream().allMatch(this::isSoundOrAbsent)
                    ? Optional.empty()
                    : Optional.of("other bytes than were written"));
        }

        private Optional<String> write(ByteBudget budget) {
            try (BlobWriter writer =
                    QuorumWriter.create(replicas, QUORUM, id, bytes.length, budget, world, replica -> true)) {
                for (int at = 0; at < bytes.length; at += pieceBytes) {
                    writer.write(ByteBuffer.wrap(bytes, at, Math.min(pieceBytes, bytes.length - at)));
                }
                writer.commit();
                long durable = kept.stream().filter(each -> each.holds(id)).count();
                return durable < QUORUM ? Optional.of("acknowledged with " + durable) : Optional.empty();
            } catch (S3Failure refused) {
                if (failing < 2) {
                    return Optional.of("refused: " + refused.getMessage());
                }
            }
            world.isOver = true;
            TestCluster.await(() -> kept.stream().noneMatch(each -> each.holds(id)));
            return Optional.empty();
        }

        private boolean isSoundOrAbsent(MemoryBlobs each) {
            Optional<BlobReader> open = each.open(id);
            if (open.isEmpty()) {
                return true;
            }
            try (BlobReader reader = open.get()) {
                return reader.read(0, (int) reader.sizeBytes()).equals(ByteBuffer.wrap(bytes));
            }
        }
    }

    @Test
    void aWriteIsAcknowledgedWhereNoMoreThanOneReplicaFails() {
        Long one = Long.getLong("seed");
        LongStream seeds = one == null ? LongStream.range(0, SEEDS) : LongStream.of(one);
        assertThat(seeds.mapToObj(seed -> new Trial(seed).run().map(what -> "seed " + seed + ": " + what))
                        .flatMap(Optional::stream)
                        .findFirst())
                .isEmpty();
    }
}
