package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * <b>Goal.</b> A segment that was left takes no acknowledged record again: after a sync that failed a later one proves
 * nothing, and compaction may be about to remove it.
 *
 * <p><b>Method.</b> Syncs that fail together with the index, restarts of the image that a killed process leaves, and an
 * index that fails in the middle of a compaction.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AbandonedSegmentTest {

    private static final int SHORT = 20_000;
    private static final int MIB = 1 << 20;

    @TempDir(factory = FolderInMemory.class)
    private Path temp;

    private final Random random = new Random(5);
    private final FaultyDisk disk = new FaultyDisk(new LocalDisk());
    private final byte[] bytes = StoreFixture.bytes(random, SHORT);
    private final List<DiskBlobStore> opened = new ArrayList<>();

    private DiskBlobStore open(Path folder, StoreLimits limits) {
        DiskBlobStore store = StoreFixture.open(folder, disk, limits, new StoreFixture.TestClock());
        opened.add(store);
        return store;
    }

    @AfterEach
    void close() {
        disk.rule = (step, path) -> {};
        opened.forEach(StoreFixture::close);
    }

    @Test
    void aSegmentTakesNoMoreRecordsWhenTheIndexFailsTogetherWithItsSync() throws IOException {
        Path folder = temp.resolve("store");
        DiskBlobStore store = open(folder, StoreFixture.SMALL);
        BlobId kept = put(store);
        BlobId victim = put(store);
        Path first = segments(folder).getLast();
        byte[] before = Files.readAllBytes(first);
        disk.rule = (step, path) -> {
            if (step == FaultyDisk.Step.SYNC && path.equals(first)) {
                breakIndex(folder, store, victim);
                throw new IOException("Input/output error");
            }
        };
        assertThatThrownBy(() -> put(store)).isInstanceOf(S3Failure.class);
        disk.rule = (step, path) -> {};
        mendIndex(folder);

        BlobId next = putPatiently(store);

        assertThat(Files.readAllBytes(first)).isEqualTo(before);
        assertThat(segments(folder)).hasSize(2);
        assertThat(StoreFixture.get(store, kept)).hasValue(bytes);
        assertThat(StoreFixture.get(store, next)).hasValue(bytes);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSegmentThatFailedToSyncTakesNoRecordsOfTheNextProcessEither(boolean isTakenBack) throws IOException {
        Path folder = temp.resolve("store");
        DiskBlobStore store = open(folder, StoreFixture.SMALL);
        BlobId kept = put(store);
        store.checkpoint();
        disk.rule = (step, path) -> {
            boolean isSegment = path.toString().endsWith(".seg");
            if (isSegment && (step == FaultyDisk.Step.SYNC || (step == FaultyDisk.Step.TRUNCATE && !isTakenBack))) {
                throw new IOException("Input/output error");
            }
        };
        assertThatThrownBy(() -> put(store)).isInstanceOf(S3Failure.class);
        Path killed = temp.resolve("killed");
        StoreFixture.copy(folder, killed);
        disk.rule = (step, path) -> {};
        Path first = segments(killed).getFirst();
        List<String> steps = new ArrayList<>();
        disk.rule = (step, path) -> {
            if (path.equals(first)) {
                steps.add(step.name());
            }
        };

        DiskBlobStore again = open(killed, StoreFixture.SMALL);
        if (!isTakenBack) {
            assertThat(steps)
                    .as("what was read is written again before it counts as synced")
                    .containsSubsequence("APPEND", "SYNC");
        }
        steps.clear();
        BlobId next = put(again);

        assertThat(steps).doesNotContain("APPEND", "SYNC");
        assertThat(segments(killed).getLast()).isNotEqualTo(first);
        assertThat(StoreFixture.get(again, kept)).hasValue(bytes);
        assertThat(StoreFixture.get(again, next)).hasValue(bytes);
    }

    @Test
    void aStoreClosedInGoodOrderGoesOnInItsSegmentAndOneThatWasKilledDoesNot() throws IOException {
        Path folder = temp.resolve("store");
        DiskBlobStore store = open(folder, StoreFixture.SMALL);
        BlobId first = put(store);
        StoreFixture.close(store);
        DiskBlobStore again = open(folder, StoreFixture.SMALL);
        BlobId second = put(again);
        assertThat(segments(folder)).hasSize(1);
        Path killed = temp.resolve("killed");
        StoreFixture.copy(folder, killed);
        DiskBlobStore third = open(killed, StoreFixture.SMALL);
        var _ = put(third);
        assertThat(segments(killed)).hasSize(2);
        assertThat(StoreFixture.get(third, first)).hasValue(bytes);
        assertThat(StoreFixture.get(third, second)).hasValue(bytes);
    }

    @Test
    void compactionRemovesNoSegmentThatTakesRecords() throws IOException {
        Path folder = temp.resolve("store");
        DiskBlobStore store = open(folder, new StoreLimits(0, 12 * MIB, MIB, 64 * MIB, 2, 8));
        BlobId victim = StoreFixture.id(random);
        StoreFixture.put(store, victim, StoreFixture.bytes(random, MIB));
        for (int i = 1; i < 12; i++) {
            StoreFixture.put(store, StoreFixture.id(random), StoreFixture.bytes(random, MIB));
        }
        List<BlobId> dead = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            dead.add(StoreFixture.id(random));
            StoreFixture.put(store, dead.getLast(), StoreFixture.bytes(random, MIB));
        }
        store.delete(dead);
        Path worst = segments(folder).getLast();
        List<BlobId> meanwhile = new ArrayList<>();
        disk.rule = (step, path) -> {
            if (step == FaultyDisk.Step.OPEN && path.equals(worst) && meanwhile.isEmpty()) {
                // Compaction ended the segment and opens it now; the index fails and is repaired before it goes on.
                meanwhile.add(dead.getFirst());
                breakIndex(folder, store, victim);
                mendIndex(folder);
                meanwhile.set(0, putPatiently(store));
            }
        };

        assertThat(store.compact()).isPresent();

        assertThat(meanwhile).doesNotContain(dead.getFirst());
        assertThat(segments(folder)).hasSize(2);
        assertThat(worst).doesNotExist();
        assertThat(StoreFixture.get(store, meanwhile.getFirst())).hasValue(bytes);
    }

    private BlobId put(DiskBlobStore store) {
        BlobId id = StoreFixture.id(random);
        StoreFixture.put(store, id, bytes);
        return id;
    }

    private BlobId putPatiently(DiskBlobStore store) {
        while (true) {
            try {
                return put(store);
            } catch (S3Failure notYet) {
                Thread.onSpinWait();
            }
        }
    }

    /** Takes the index away, and lets it notice when it is to bring a deletion to disk. */
    private void breakIndex(Path folder, DiskBlobStore store, BlobId victim) throws IOException {
        Files.move(folder.resolve("index"), temp.resolve("away"));
        assertThatThrownBy(() -> store.delete(List.of(victim))).isInstanceOf(S3Failure.class);
    }

    private void mendIndex(Path folder) throws IOException {
        Files.move(temp.resolve("away"), folder.resolve("index"));
    }

    private static List<Path> segments(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder.resolve("segments"))) {
            return list.sorted().toList();
        }
    }
}
