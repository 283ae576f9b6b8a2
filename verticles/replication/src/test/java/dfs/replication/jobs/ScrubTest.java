package dfs.replication.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dfs.core.name.BlobId;
import dfs.protocol.Bus;
import dfs.protocol.blob.BlobStore.Verdict;
import dfs.replication.Clocks;
import dfs.replication.MemoryBlobs;
import dfs.replication.TestClock;
import dfs.replication.Waits;
import dfs.replication.copies.ForwardingBlobs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where a scrub goes on after it was cut off. */
class ScrubTest {

    private static final long WEEK_MILLIS = Duration.ofDays(7).toMillis();
    private static final long MINUTE_MILLIS = 60_000;

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final TestClock clock = new TestClock();
    private final MemoryBlobs blobs = new MemoryBlobs(clock);
    private final List<BlobId> verified = new ArrayList<>();
    private final Bookmark bookmark = Bookmark.inMemory();

    @BeforeEach
    void keep() {
        new ScriptedMetadata(clock).serve(bus);
        for (int i = 1; i <= 5; i++) {
            MemoryBlobs.put(blobs, id(i), new byte[] {1});
        }
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void aRunThatAStopCutOffGoesOnAfterTheLastBlobItRead() {
        assertThatExceptionOfType(Run.Stopped.class).isThrownBy(() -> scrub().run(new StoppingRun(2)));
        assertThat(verified).containsExactly(id(1), id(2));
        assertThat(bookmark.read()).isEqualTo(new Bookmark.Place(Optional.of(id(2)), 0));
        assertThat(scrub().firstMillis(WEEK_MILLIS)).isEqualTo(clock.millis() + MINUTE_MILLIS);
        verified.clear();
        scrub().run(new StoppingRun(100));
        assertThat(verified).containsExactly(id(3), id(4), id(5));
    }

    @Test
    void aWholeRunBeginsAtTheFirstBlobAgainAndIsDueAnIntervalAfterTheLastWhateverTheNodeDidMeanwhile() {
        scrub().run(new StoppingRun(100));
        verified.clear();
        assertThat(scrub().firstMillis(WEEK_MILLIS)).isEqualTo(clock.millis() + WEEK_MILLIS);
        assertThat(bookmark.read().finishedMillis()).isEqualTo(clock.millis());
        scrub().run(new StoppingRun(100));
        assertThat(verified).hasSize(5);
        bookmark.note(new Bookmark.Place(Optional.empty(), 1)); // long ago
        assertThat(scrub().firstMillis(1)).isEqualTo(clock.millis() + 1);
    }

    private Scrub scrub() {
        return new Scrub(
                new ForwardingBlobs(blobs) {
                    @Override
                    public Verdict verify(BlobId id, LongConsumer readBytes) {
                        verified.add(id);
                        return super.verify(id, readBytes);
                    }
                },
                id -> true,
                new MetadataSide(bus),
                bookmark,
                1 << 20,
                new Clocks(clock, clock, Waits.SYSTEM),
                new JobMeters(new SimpleMeterRegistry()));
    }

    private static BlobId id(long number) {
        return new BlobId(number, number);
    }

    /** Is stopped after so many blobs. */
    private static final class StoppingRun implements Run {

        private int left;

        StoppingRun(int blobs) {
            left = blobs;
        }

        @Override
        public void expect(long blobs) {}

        @Override
        public void look(long blobs, long bytes) {
            left--;
        }

        @Override
        public void find(String finding) {
            throw new AssertionError(finding);
        }

        @Override
        public void goOn() {
            if (left == 0) {
                throw new Stopped();
            }
        }

        @Override
        public void rest(long nanos) {
            goOn();
        }
    }
}
