package dfs.replication.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.Bus;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.metadata.Mutation;
import dfs.replication.MemoryBlobs;
import dfs.replication.TestClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * <b>Goal.</b> Collecting garbage never takes the bytes of something that is named, or was a moment ago, whatever uploads, commits, deletions and
 * crashes come between its steps; and in the end no garbage stays.
 *
 * <p><b>Method.</b> Around every question and every step at the store, other actors go on by chance: uploads become durable,
 * are named soon, late or never, lose their names; time passes by leaps; the collection itself is cut off and begun again,
 * and the store brings deleted blobs back, as after a crash.
 */
class GarbageInterleavingTest {

    private static final Duration GRACE = Duration.ofMinutes(10);
    private static final Duration READ_GRACE = Duration.ofSeconds(30);
    private static final AtomicInteger TOTAL_REFUSALS = new AtomicInteger();
    private static final Vertx VERTX = Vertx.vertx();

    /** What a step fails with that a crash cuts off. */
    private static S3Failure cutOff() {
        return new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "cut off");
    }

    private record Upload(BlobId id, long bornAfter) {}

    private final TestClock clock = new TestClock();
    private final MemoryBlobs blobs = new MemoryBlobs(clock);
    private final ScriptedMetadata metadata = new ScriptedMetadata(clock);
    private final List<Upload> durable = new ArrayList<>();
    private final Map<BlobId, Long> unnamedMillis = new HashMap<>();
    private final List<BlobId> deleted = new ArrayList<>();

    static LongStream seeds() {
        Long only = Long.getLong("seed");
        return only != null ? LongStream.of(only) : LongStream.range(0, Long.getLong("seeds", 300));
    }

    @AfterAll
    static void close() {
        // Else nothing was too late, and the test has not tried what it is for.
        assertThat(TOTAL_REFUSALS.get()).isPositive();
        VERTX.close().await();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsNamedKeepsItsBytes(long seed) {
        Random random = new Random(seed);
        Bus bus = new Bus(VERTX);
        metadata.serve(bus);
        Garbage garbage = new Garbage(
                new Interrupted(random),
                new MetadataSide(bus),
                GRACE,
                READ_GRACE,
                clock,
                new JobMeters(new SimpleMeterRegistry()));
        metadata.meanwhile = () -> meanwhile(random, true);
        for (int round = 0; round < 20; round++) {
            meanwhile(random, false);
            try {
                if (random.nextBoolean()) {
                    garbage.sweep();
                } else {
                    garbage.run(new SilentRun());
                }
            } catch (S3Failure cutOff) {
                assertThat(cutOff).hasMessageContaining("cut off");
                check();
            }
        }
        metadata.meanwhile = () -> {};
        clock.advance(GRACE.toMillis() + 1);
        Garbage last = new Garbage(
                blobs, new MetadataSide(bus), GRACE, READ_GRACE, clock, new JobMeters(new SimpleMeterRegistry()));
        last.run(new SilentRun());
        assertThat(new TreeSet<>(ids(blobs.list(Optional.empty(), 10_000))))
                .as("one collection leaves nothing, whatever a crash undid of those before")
                .isEqualTo(metadata.named);
        clock.advance(Mutation.CondemnBlobs.REMEMBERED_MILLIS + READ_GRACE.toMillis() + 1);
        last.run(new SilentRun());
        assertThat(new TreeSet<>(ids(blobs.list(Optional.empty(), 10_000)))).isEqualTo(metadata.named);
        assertThat(metadata.condemned).isEmpty();
    }

    private void meanwhile(Random random, boolean mayCrash) {
        for (int i = random.nextInt(4); i > 0; i--) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    BlobId id = BlobId.of(clock.millis(), random.nextInt(), random.nextLong());
                    durable.add(new Upload(id, metadata.revision()));
                    MemoryBlobs.put(blobs, id, new byte[] {1});
                }
                case 3, 4 -> {
                    if (!durable.isEmpty()) {
                        // An upload is committed once, in time, late or never.
                        Upload upload = durable.remove(random.nextInt(durable.size()));
                        if (random.nextInt(3) > 0 && !metadata.name(upload.id(), upload.bornAfter())) {
                            TOTAL_REFUSALS.getAndIncrement();
                        }
                    }
                }
                case 5 -> {
                    if (!metadata.named.isEmpty()) {
                        BlobId id = new ArrayList<>(metadata.named).get(random.nextInt(metadata.named.size()));
                        metadata.unname(id);
                        unnamedMillis.put(id, clock.millis());
                    }
                }
                case 6 ->
                    clock.advance(
                            switch (random.nextInt(10)) {
                                case 0 -> Mutation.CondemnBlobs.REMEMBERED_MILLIS;
                                case 1, 2 -> random.nextLong(GRACE.toMillis() * 2);
                                default -> 10_000;
                            });
                default -> {
                    if (mayCrash && random.nextInt(10) == 0) {
                        throw cutOff();
                    }
                }
            }
        }
        check();
    }

    private void check() {
        assertThat(metadata.named).allMatch(blobs::holds);
        assertThat(unnamedMillis.entrySet())
                .as("whoever read it has time to end")
                .allMatch(each ->
                        each.getValue() + READ_GRACE.toMillis() <= clock.millis() || blobs.holds(each.getKey()));
    }

    private static List<BlobId> ids(List<BlobStore.StoredBlob> stored) {
        return stored.stream().map(BlobStore.StoredBlob::id).toList();
    }

    private static final class SilentRun implements Run {
        @Override
        public void expect(long count) {}

        @Override
        public void look(long count, long bytes) {}

        @Override
        public void find(String finding) {}

        @Override
        public void goOn() {}

        @Override
        public void rest(long nanos) {}
    }

    /** The store as the collection sees it: others come between, and a crash undoes deletions that were not on disk. */
    private final class Interrupted extends dfs.replication.copies.ForwardingBlobs {
        private final Random random;

        Interrupted(Random random) {
            super(blobs);
            this.random = random;
        }

        @Override
        public List<StoredBlob> list(Optional<BlobId> after, int max) {
            meanwhile(random, true);
            List<StoredBlob> page = super.list(after, 1 + random.nextInt(5));
            meanwhile(random, true);
            return page;
        }

        @Override
        public void delete(List<BlobId> ids) {
            meanwhile(random, true);
            super.delete(ids);
            deleted.addAll(ids);
            if (random.nextInt(4) == 0) {
                // As a rebuild of the index would: long finished, and named by nothing.
                BlobId back = deleted.get(random.nextInt(deleted.size()));
                if (!blobs.holds(back)) {
                    MemoryBlobs.put(blobs, back, new byte[] {1});
                }
            }
            meanwhile(random, true);
        }
    }
}
