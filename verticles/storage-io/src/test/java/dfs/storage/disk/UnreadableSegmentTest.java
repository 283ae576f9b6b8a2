package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.health.ComponentState;
import dfs.storage.format.RecordHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * <b>Goal.</b> Sectors of a segment that cannot be read cost what stands there: the store opens, gives the rest, and loses
 * nothing that a later start can read.
 *
 * <p><b>Method.</b> A store with two segments, with its index as it was at the end or as it was when it held one blob; a disk
 * that does not read the first segment.
 */
class UnreadableSegmentTest {

    private static final int SHORT = 60_000;
    private static final int LONG = 150_000;

    @TempDir(factory = FolderInMemory.class)
    private Path temp;

    private final Random random = new Random(17);
    private final FaultyDisk disk = new FaultyDisk(new LocalDisk());
    private final List<DiskBlobStore> opened = new ArrayList<>();
    private final TreeMap<BlobId, byte[]> known = new TreeMap<>();
    private final TreeMap<BlobId, byte[]> files = new TreeMap<>();
    private final TreeMap<BlobId, byte[]> inFirst = new TreeMap<>();
    private final TreeMap<BlobId, byte[]> inSecond = new TreeMap<>();

    private Path store = Path.of("");
    private Path first = Path.of("");

    private DiskBlobStore open() {
        DiskBlobStore open = StoreFixture.open(store, disk);
        opened.add(open);
        return open;
    }

    @BeforeEach
    void makeStore() {
        store = temp.resolve("store");
        first = new BlobFolder(store).segment(1);
        DiskBlobStore early = StoreFixture.open(store, disk);
        put(early, known, 1, SHORT);
        StoreFixture.close(early);
        DiskBlobStore made = StoreFixture.open(store, disk);
        StoreFixture.copy(store.resolve("index"), temp.resolve("early"));
        put(made, files, 2, LONG);
        put(made, inFirst, 4, SHORT);
        put(made, inSecond, 2, SHORT);
        StoreFixture.close(made);
    }

    private void put(DiskBlobStore to, Map<BlobId, byte[]> blobs, int count, int length) {
        for (int i = 0; i < count; i++) {
            BlobId id = StoreFixture.id(random);
            byte[] bytes = StoreFixture.bytes(random, length);
            StoreFixture.put(to, id, bytes);
            blobs.put(id, bytes);
        }
    }

    @AfterEach
    void close() {
        disk.rule = (step, path) -> {};
        opened.forEach(StoreFixture::close);
    }

    @Test
    void aSegmentThatTheIndexKnowsIsNeitherOpenedNorReadByAStart() {
        List<FaultyDisk.Step> steps = new ArrayList<>();
        disk.rule = (step, path) -> {
            if (path.equals(first)) {
                steps.add(step);
            }
        };
        DiskBlobStore open = open();
        assertThat(steps).isEmpty();
        assertGiven(open, inFirst);
    }

    @Test
    void aSegmentThatTheIndexKnowsAndThatCannotBeReadCostsItsOwnBlobs() {
        disk.rule = FaultyDisk.unreadable(first, 0);
        DiskBlobStore open = open();
        assertGiven(open, inSecond);
        assertGiven(open, files);
        for (BlobId id : inFirst.keySet()) {
            assertThatThrownBy(() -> StoreFixture.get(open, id))
                    .isInstanceOfSatisfying(
                            S3Failure.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL_ERROR));
        }
        assertThat(open.state().detail()).contains("blobs: 4");
    }

    /** The last one, whose header is read to go on behind it. */
    @Test
    void theLastSegmentCannotBeReadAndAnotherOneIsBegun() {
        disk.rule = FaultyDisk.unreadable(new BlobFolder(store).segment(2), 0);
        DiskBlobStore open = open();
        assertThat(open.state().status()).isEqualTo(ComponentState.Status.DEGRADED);
        assertThat(open.state().detail()).contains("segments: 1");
        TreeMap<BlobId, byte[]> next = new TreeMap<>();
        put(open, next, 1, SHORT);
        assertThat(new BlobFolder(store).segment(3)).exists();
        assertGiven(open, next);
        assertGiven(open, inFirst);
    }

    /** Its header, that of a record, what must be whole because it may be torn, or what is written again. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 5, 7, 8})
    void aSegmentThatCannotBeBroughtForwardIsKeptUntilItCan(int soundReads) throws IOException {
        useEarlyIndex();
        disk.rule = FaultyDisk.unreadable(first, soundReads);
        DiskBlobStore open = open();
        assertThat(open.state().status()).isEqualTo(ComponentState.Status.DEGRADED);
        assertThat(open.state().detail()).contains("segments: 1");
        assertGiven(open, inSecond);
        TreeMap<BlobId, byte[]> next = new TreeMap<>();
        put(open, next, 1, SHORT);
        open.delete(List.copyOf(files.keySet()));
        open.delete(List.copyOf(known.keySet()));
        while (open.compact().isPresent()) {
            assertThat(first).exists();
        }
        assertThat(first).exists();
        StoreFixture.close(open);

        disk.rule = (step, path) -> {};
        DiskBlobStore again = open();
        assertThat(again.state()).isEqualTo(ComponentState.OPERATIONAL);
        assertGiven(again, inFirst);
        assertGiven(again, next);
    }

    /** That of a record's header before the last sync: what stands in it is refused or missing, until it can be read. */
    @Test
    void aBadSectorHidesNothingBehindIt() throws IOException {
        useEarlyIndex();
        List<SegmentScan.Found> records = StoreFixture.records(first);
        SegmentScan.Found hidden = records.get(records.size() - 3);
        disk.sectors = FaultyDisk.badBlock(first, hidden.offset());
        TreeMap<BlobId, byte[]> rest = new TreeMap<>(inFirst);
        rest.remove(hidden.header().id());
        rest.remove(records.get(records.size() - 4).header().id());
        long sizeBytes = Files.size(first);

        for (int start = 0; start < 2; start++) {
            DiskBlobStore open = open();
            assertThat(open.state().detail()).contains("blobs: 0").contains("segments: 1");
            assertGiven(open, rest);
            assertGiven(open, files);
            assertGiven(open, inSecond);
            assertThat(open.open(hidden.header().id())).isEmpty();
            open.delete(List.copyOf(known.keySet()));
            while (open.compact().isPresent()) {
                assertThat(first).exists();
            }
            StoreFixture.close(open);
            assertThat(first).hasSize(sizeBytes);
        }

        disk.sectors = (path, from, to) -> true;
        DiskBlobStore again = open();
        assertThat(again.state()).isEqualTo(ComponentState.OPERATIONAL);
        assertGiven(again, inFirst);
    }

    /** Behind the last sync, where nobody can tell torn from acknowledged: nothing is cut off, and what is surely on disk is given. */
    @Test
    void aBadSectorInTheTailHasNothingCutOff() throws IOException {
        useEarlyIndex();
        List<SegmentScan.Found> records = StoreFixture.records(first);
        disk.sectors = FaultyDisk.badBlock(first, records.getLast().offset() + RecordHeader.LENGTH_BYTES + 5_000);
        TreeMap<BlobId, byte[]> rest = new TreeMap<>(inFirst);
        rest.remove(records.getLast().header().id());
        long sizeBytes = Files.size(first);
        DiskBlobStore open = open();
        assertThat(open.state().detail()).contains("segments: 1");
        assertGiven(open, rest);
        StoreFixture.close(open);
        assertThat(first).hasSize(sizeBytes);

        disk.sectors = (path, from, to) -> true;
        assertGiven(open(), inFirst);
    }

    /** Nothing that lives may be where it cannot be read; what can be read gets another place. */
    @Test
    void compactionStepsOverABadSector() throws IOException {
        List<SegmentScan.Found> records = StoreFixture.records(first);
        SegmentScan.Found hidden = records.get(records.size() - 3);
        disk.sectors = FaultyDisk.badBlock(first, hidden.offset());
        DiskBlobStore open = open();
        List<BlobId> dead = new ArrayList<>(known.keySet());
        dead.add(records.get(records.size() - 4).header().id());
        dead.add(records.get(records.size() - 2).header().id());
        open.delete(dead);
        assertThat(open.compact().orElseThrow().freedBytes()).isZero();
        assertThat(open.state().detail()).contains("segments: 1");
        assertThat(first).exists();
        open.delete(List.of(hidden.header().id()));
        assertThat(open.compact().orElseThrow().freedBytes()).isPositive();
        assertThat(open.state()).isEqualTo(ComponentState.OPERATIONAL);
        assertThat(first).doesNotExist();
        inFirst.keySet().removeAll(dead);
        inFirst.remove(hidden.header().id());
        assertGiven(open, inFirst);
    }

    /** Also those of the walk that it is judged by, and of the one that brings it in: a disk may fail at any. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whicheverReadFailsNothingIsCutOff(boolean isOneBlock) throws IOException {
        useEarlyIndex();
        Path folder = store;
        long last = StoreFixture.records(first).getLast().offset();
        FaultyDisk.Sectors block = FaultyDisk.badBlock(first, last);
        for (int sound = 0; sound < 20; sound++) {
            store = temp.resolve("copy" + sound);
            StoreFixture.copy(folder, store);
            Path copied = new BlobFolder(store).segment(1);
            AtomicInteger left = new AtomicInteger(sound);
            disk.sectors = (path, from, to) -> !path.equals(copied)
                    || (isOneBlock && block.areSound(first, from, to))
                    || left.getAndDecrement() > 0;
            DiskBlobStore open = open();
            assertGiven(open, inSecond);
            StoreFixture.close(open);
            disk.sectors = (path, from, to) -> true;
            DiskBlobStore again = open();
            assertGiven(again, inFirst);
            assertGiven(again, files);
            StoreFixture.close(again);
        }
    }

    /** What was put anew since stands in a later segment, which no start reads again. */
    @Test
    void aStartThatReadsASegmentAgainTakesNoOlderCopyForTheBlob() throws IOException {
        useEarlyIndex();
        List<SegmentScan.Found> records = StoreFixture.records(first);
        SegmentScan.Found hidden = records.get(records.size() - 4);
        SegmentScan.Found damaged = records.get(records.size() - 2);
        FaultyDisk.Sectors header = FaultyDisk.badBlock(first, hidden.offset());
        FaultyDisk.Sectors body = FaultyDisk.badBlock(first, damaged.offset() + 30_000);
        disk.sectors = (path, from, to) -> header.areSound(path, from, to) && body.areSound(path, from, to);
        BlobId id = damaged.header().id();
        byte[] bytes = inFirst.get(id);
        DiskBlobStore open = open();
        assertThatThrownBy(() -> StoreFixture.get(open, id)).isInstanceOf(S3Failure.class);
        StoreFixture.put(open, id, bytes);
        assertThat(StoreFixture.get(open, id)).hasValue(bytes);
        StoreFixture.close(open);
        for (int start = 0; start < 2; start++) {
            DiskBlobStore again = open();
            assertThat(StoreFixture.get(again, id)).hasValue(bytes);
            while (again.compact().isPresent()) {
                assertThat(first).exists();
            }
            StoreFixture.close(again);
            disk.sectors = body;
        }
    }

    /** One that fails everywhere is not asked for all of it, and gives what stood before. */
    @Test
    void aDiskThatFailsAtManyBlocksGivesWhatStandsBeforeThem() throws IOException {
        useEarlyIndex();
        List<SegmentScan.Found> records = StoreFixture.records(first);
        long from = records.get(records.size() - 2).offset();
        AtomicInteger asked = new AtomicInteger();
        disk.sectors = (path, at, to) -> !path.equals(first) || to <= from || asked.incrementAndGet() < 0;
        TreeMap<BlobId, byte[]> before = new TreeMap<>(inFirst);
        for (SegmentScan.Found each : records.subList(records.size() - 3, records.size())) {
            before.remove(each.header().id());
        }
        DiskBlobStore open = open();
        assertThat(open.state().detail()).contains("segments: 1");
        assertThat(asked).hasValueLessThan(3 * SegmentScan.UNREADABLE_BLOCKS_MAX);
        assertGiven(open, before);
        StoreFixture.close(open);
        disk.sectors = (path, at, to) -> true;
        assertGiven(open(), inFirst);
    }

    /** At its place, and among the incoming ones, as a crash may leave it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFileWhoseRecordCannotBeReadIsGivenAllTheSame(boolean isIncoming) throws IOException {
        useEarlyIndex();
        BlobFolder names = new BlobFolder(store);
        if (isIncoming) {
            for (BlobId id : files.keySet()) {
                Files.move(names.file(id), names.incoming(id));
            }
        }
        BlobId unfinished = StoreFixture.id(random);
        Files.write(names.incoming(unfinished), StoreFixture.bytes(random, 1_000));
        disk.rule = FaultyDisk.unreadable(first, 0);
        DiskBlobStore open = open();
        open.checkpoint();
        assertGiven(open, files);
        assertThat(names.incoming()).isEmptyDirectory();
        StoreFixture.close(open);

        DiskBlobStore again = open();
        assertGiven(again, files);
    }

    /** Whose records cannot be read, so that nothing but their files tells of them: they must not be missed once the records can. */
    @Test
    void filesThatAreDeletedMeanwhileAreNotMissedLater() {
        useEarlyIndex();
        disk.rule = FaultyDisk.unreadable(first, 0);
        DiskBlobStore open = open();
        open.checkpoint();
        open.delete(List.copyOf(files.keySet()));
        open.checkpoint();
        StoreFixture.close(open);

        disk.rule = (step, path) -> {};
        DiskBlobStore again = open();
        again.checkpoint();
        assertThat(again.state()).isEqualTo(ComponentState.OPERATIONAL);
        files.keySet().forEach(id -> assertThat(again.open(id)).isEmpty());
        assertGiven(again, inFirst);
    }

    /** Else a start would bring back what is deleted while its file goes. */
    @Test
    void aFileThatWaitsToBeRemovedIsNoOrphan() throws IOException {
        DiskBlobStore open = open();
        FaultyDisk.Rule irremovable = (step, path) -> {
            if (step == FaultyDisk.Step.DELETE && path.startsWith(store.resolve("files"))) {
                throw new IOException("Operation not permitted");
            }
        };
        disk.rule = irremovable;
        open.delete(List.copyOf(files.keySet()));
        open.checkpoint();
        StoreFixture.close(open);
        Path unknown = new BlobFolder(store).segment(3);
        Files.write(unknown, new byte[1_000]);
        FaultyDisk.Rule unreadable = FaultyDisk.unreadable(unknown, 0);
        disk.rule = (step, path) -> {
            irremovable.check(step, path);
            unreadable.check(step, path);
        };
        DiskBlobStore again = open();
        again.checkpoint();
        assertThat(again.state().detail()).contains("segments: 1");
        files.keySet().forEach(id -> assertThat(again.open(id)).isEmpty());
    }

    @Test
    void aFileThatWasNotFinishedAndCannotBeRemovedKeepsNoStoreFromOpening() throws IOException {
        Path left = new BlobFolder(store).incoming(StoreFixture.id(random));
        Files.write(left, StoreFixture.bytes(random, 1_000));
        disk.rule = (step, path) -> {
            if (step == FaultyDisk.Step.DELETE && path.equals(left)) {
                throw new IOException("Structure needs cleaning");
            }
        };
        assertGiven(open(), inFirst);
    }

    private void useEarlyIndex() {
        StoreFixture.delete(store.resolve("index"));
        StoreFixture.copy(temp.resolve("early"), store.resolve("index"));
    }

    private static void assertGiven(DiskBlobStore open, Map<BlobId, byte[]> blobs) {
        blobs.forEach((id, bytes) -> assertThat(StoreFixture.get(open, id)).hasValue(bytes));
    }
}
