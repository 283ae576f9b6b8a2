package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobStore.Compacted;
import dfs.protocol.health.ComponentState;
import dfs.storage.format.SegmentHeader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactionTest {

    private static final int BLOBS = 12;
    private static final int BLOB_BYTES = 1 << 20;

    @TempDir
    private Path folder;

    /** Else a disk that is full, so that nothing is written that would end the segment, stays full. */
    @Test
    void theSegmentThatTakesRecordsGivesItsSpaceBackToo() {
        Random random = new Random(1);
        DiskBlobStore store =
                StoreFixture.open(folder, new LocalDisk(), StoreLimits.DEFAULT, new StoreFixture.TestClock());
        try {
            List<BlobId> ids = new ArrayList<>();
            for (int i = 0; i < BLOBS; i++) {
                ids.add(StoreFixture.id(random));
                StoreFixture.put(store, ids.getLast(), StoreFixture.bytes(random, BLOB_BYTES));
            }
            byte[] kept = StoreFixture.get(store, ids.getLast()).orElseThrow();
            store.delete(ids.subList(0, BLOBS - 1));

            Optional<Compacted> compacted = store.compact();

            assertThat(compacted.orElseThrow().freedBytes()).isGreaterThan((BLOBS - 1L) * BLOB_BYTES);
            assertThat(store.space().deadBytes()).isLessThan(BLOB_BYTES);
            assertThat(StoreFixture.get(store, ids.getLast())).hasValue(kept);
            BlobId next = StoreFixture.id(random);
            StoreFixture.put(store, next, kept);
            assertThat(StoreFixture.get(store, next)).hasValue(kept);
            assertThat(store.compact()).isEmpty();
        } finally {
            StoreFixture.close(store);
        }
    }

    @Test
    void aSegmentThatStayedForADamagedBlobGoesOnceThatIsDeleted() throws IOException {
        Random random = new Random(2);
        DiskBlobStore store = StoreFixture.open(folder, new LocalDisk());
        List<BlobId> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(StoreFixture.id(random));
            StoreFixture.put(store, ids.getLast(), StoreFixture.bytes(random, 90_000));
        }
        StoreFixture.put(store, StoreFixture.id(random), StoreFixture.bytes(random, 1_000));
        Path segment = new BlobFolder(folder).segment(1);
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            file.seek(SegmentHeader.RECORDS_AT + 10_000);
            file.write(~file.read());
        }
        store.delete(ids.subList(1, ids.size()));
        assertThat(store.compact().orElseThrow().freedBytes()).isZero();
        assertThat(store.compact()).isEmpty();
        assertThat(segment).exists();

        store.delete(ids.subList(0, 1));

        assertThat(store.compact().orElseThrow().freedBytes()).isPositive();
        assertThat(segment).doesNotExist();
        StoreFixture.close(store);
    }

    /** None of its bytes, or only those behind the headers: of the segment that would be rewritten first. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aSegmentThatCannotBeReadKeepsNoOtherFromCompactionAndIsNoFailedWrite(int soundReads) {
        Random random = new Random(3);
        FaultyDisk disk = new FaultyDisk(new LocalDisk());
        DiskBlobStore store = StoreFixture.open(folder, disk);
        BlobFolder names = new BlobFolder(folder);
        BlobId inWorst = deadButOne(store, random, 60_000);
        BlobId inOther = deadButOne(store, random, 90_000);
        StoreFixture.put(store, StoreFixture.id(random), StoreFixture.bytes(random, 1_000));
        disk.rule = FaultyDisk.unreadable(names.segment(1), soundReads);

        assertThat(store.compact().orElseThrow().freedBytes()).isZero();
        assertThat(store.compact().orElseThrow().freedBytes()).isPositive();
        assertThat(store.compact()).isEmpty();

        assertThat(names.segment(1)).exists();
        assertThat(names.segment(2)).doesNotExist();
        assertThat(store.state().status()).isEqualTo(ComponentState.Status.DEGRADED);
        assertThat(store.state().detail()).startsWith("Damage was found on disk");
        disk.rule = (step, path) -> {};
        assertThat(StoreFixture.get(store, inWorst)).isPresent();
        assertThat(StoreFixture.get(store, inOther)).isPresent();
        StoreFixture.close(store);
    }

    @Test
    void aSegmentThatCannotBeRemovedKeepsNoOtherFromCompaction() {
        Random random = new Random(4);
        FaultyDisk disk = new FaultyDisk(new LocalDisk());
        DiskBlobStore store = StoreFixture.open(folder, disk);
        BlobFolder names = new BlobFolder(folder);
        BlobId inWorst = deadButOne(store, random, 60_000);
        BlobId inOther = deadButOne(store, random, 90_000);
        StoreFixture.put(store, StoreFixture.id(random), StoreFixture.bytes(random, 1_000));
        disk.rule = (step, path) -> {
            if (step == FaultyDisk.Step.DELETE && path.equals(names.segment(1))) {
                throw new IOException("Operation not permitted");
            }
        };

        assertThat(store.compact().orElseThrow().freedBytes()).isZero();
        assertThat(store.compact().orElseThrow().freedBytes()).isPositive();
        assertThat(store.compact()).isEmpty();

        assertThat(store.state()).isEqualTo(ComponentState.OPERATIONAL);
        disk.rule = (step, path) -> {};
        StoreFixture.close(store);
        DiskBlobStore again = StoreFixture.open(folder, disk);
        assertThat(again.compact().orElseThrow().freedBytes()).isPositive();
        assertThat(StoreFixture.get(again, inWorst)).isPresent();
        assertThat(StoreFixture.get(again, inOther)).isPresent();
        StoreFixture.close(again);
    }

    /** Fills a segment with a blob that lives, of so many bytes, and three that are deleted. */
    private static BlobId deadButOne(DiskBlobStore store, Random random, int liveBytes) {
        BlobId live = StoreFixture.id(random);
        StoreFixture.put(store, live, StoreFixture.bytes(random, liveBytes));
        List<BlobId> dead = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            dead.add(StoreFixture.id(random));
            StoreFixture.put(store, dead.getLast(), StoreFixture.bytes(random, 90_000));
        }
        store.delete(dead);
        return live;
    }
}
