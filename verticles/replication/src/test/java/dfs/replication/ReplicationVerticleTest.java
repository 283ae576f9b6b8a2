package dfs.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.name.BlobId;
import dfs.protocol.Bus;
import dfs.protocol.job.Job;
import dfs.replication.copies.ReplicatedBlobStore;
import dfs.replication.jobs.Bookmark;
import dfs.replication.jobs.JobPlan;
import dfs.replication.jobs.ScriptedMetadata;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicationVerticleTest {

    private static final BlobId NAMED = new BlobId(1, 1);
    private static final BlobId UNNAMED = new BlobId(2, 2);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final TestClock clock = new TestClock();
    private final MemoryBlobs blobs = new MemoryBlobs(clock);
    private final ScriptedMetadata metadata = new ScriptedMetadata(clock);

    @BeforeEach
    void start() {
        metadata.serve(bus);
        MemoryBlobs.put(blobs, NAMED, new byte[] {1});
        assertThat(metadata.name(NAMED, metadata.revision())).isTrue();
        JobPlan plan = new JobPlan(
                Duration.ofHours(1),
                Duration.ZERO,
                Duration.ofHours(1),
                Duration.ofMillis(5),
                Duration.ofDays(7),
                1 << 20,
                Duration.ofMinutes(10));
        vertx.deployVerticle(new ReplicationVerticle(
                        bus,
                        ReplicatedBlobStore.alone(blobs),
                        plan,
                        Bookmark.inMemory(),
                        new Clocks(clock, clock, Waits.SYSTEM),
                        () -> true,
                        new SimpleMeterRegistry()))
                .await();
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    private Job.Status status(Job.Name name) {
        return bus.ask(new Job.ListJobs()).stream()
                .filter(status -> status.name() == name)
                .findFirst()
                .orElseThrow();
    }

    private Job.Status await(Job.Name name, Predicate<Job.Status> condition) {
        long giveUp = System.nanoTime() + 10_000_000_000L;
        Job.Status status = status(name);
        while (!condition.test(status)) {
            assertThat(System.nanoTime()).as("still " + status).isLessThan(giveUp);
            Thread.onSpinWait();
            status = status(name);
        }
        return status;
    }

    private Job.Status run(Job.Name name) {
        assertThat(bus.ask(new Job.Control(name, Job.Order.START)).startedMillis())
                .isPositive();
        return await(name, status -> status.state() == Job.State.IDLE);
    }

    @Test
    void allJobsAreListedAndIdleAtFirst() {
        assertThat(bus.ask(new Job.ListJobs()))
                .hasSize(Job.Name.values().length)
                .allSatisfy(status -> {
                    assertThat(status.state()).isEqualTo(Job.State.IDLE);
                    assertThat(status.nextMillis()).isGreaterThan(clock.millis());
                    assertThat(status.finishedMillis()).isZero();
                });
    }

    @Test
    void theCensusDeletesWhatNothingNamesAfterTheGrace() {
        MemoryBlobs.put(blobs, UNNAMED, new byte[] {1});
        assertThat(run(Job.Name.GARBAGE).findings()).isEmpty();
        assertThat(blobs.holds(UNNAMED)).isTrue();
        clock.advance(Duration.ofHours(1).toMillis() + 1);
        assertThat(run(Job.Name.GARBAGE).findings()).singleElement().asString().contains(UNNAMED.toString());
        assertThat(blobs.holds(UNNAMED)).isFalse();
        assertThat(blobs.holds(NAMED)).isTrue();
    }

    @Test
    void whatLosesItsLastNameIsDeletedSoon() {
        metadata.unname(NAMED);
        long giveUp = System.nanoTime() + 10_000_000_000L;
        while (blobs.holds(NAMED)) {
            assertThat(System.nanoTime()).isLessThan(giveUp);
            Thread.onSpinWait();
        }
    }

    @Test
    void theScrubFindsDamagedAndMissingBlobs() {
        assertThat(run(Job.Name.SCRUB).findings()).isEmpty();
        assertThat(metadata.name(UNNAMED, clock.millis())).isTrue();
        blobs.damaged.add(NAMED);
        Job.Status status = run(Job.Name.SCRUB);
        assertThat(status.findings())
                .isEqualTo(List.of(
                        "blob " + NAMED + " is damaged: a bit flipped",
                        "blob " + UNNAMED + " is missing: something names it, and its bytes are not there"));
        assertThat(status.findingsCount()).isEqualTo(2);
        assertThat(status.doneBlobs()).isEqualTo(1);
    }

    @Test
    void compactionRunsAsLongAsItIsWorthIt() {
        blobs.compactionsLeft = 3;
        Job.Status status = run(Job.Name.COMPACTION);
        assertThat(status.findingsCount()).isEqualTo(3);
        assertThat(status.doneBytes()).isEqualTo(30);
    }

    @Test
    void aPausedJobDoesNotRunUntilItIsStarted() {
        assertThat(bus.ask(new Job.Control(Job.Name.GARBAGE, Job.Order.PAUSE)).state())
                .isEqualTo(Job.State.PAUSED);
        MemoryBlobs.put(blobs, UNNAMED, new byte[] {1});
        clock.advance(Duration.ofHours(3).toMillis());
        assertThat(status(Job.Name.GARBAGE).finishedMillis()).isZero();
        assertThat(run(Job.Name.GARBAGE).findingsCount()).isEqualTo(1);
    }
}
