package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobWriter;
import dfs.protocol.health.ComponentState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the store does with a disk that is full, read-only, gone or failing, and afterwards. */
class FailingDiskTest {

    private static final int SHORT = 20_000;
    private static final int LONG = 150_000;

    @TempDir(factory = FolderInMemory.class)
    private Path temp;

    private final Random random = new Random(3);
    private final StoreFixture.TestClock clock = new StoreFixture.TestClock();
    private final FaultyDisk disk = new FaultyDisk(new LocalDisk());
    private Optional<DiskBlobStore> opened = Optional.empty();

    private DiskBlobStore open() {
        DiskBlobStore store = StoreFixture.open(temp.resolve("store"), disk, StoreFixture.SMALL, clock);
        opened = Optional.of(store);
        return store;
    }

    @AfterEach
    void close() {
        disk.rule = (step, path) -> {};
        opened.ifPresent(StoreFixture::close);
    }

    record Trouble(String name, FaultyDisk.Rule rule, ErrorCode code) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Trouble> troubles() {
        return Stream.of(
                new Trouble("full", FaultyDisk.FULL, ErrorCode.INSUFFICIENT_STORAGE),
                new Trouble("read-only", FaultyDisk.READ_ONLY, ErrorCode.SERVICE_UNAVAILABLE),
                new Trouble("too many files", FaultyDisk.TOO_MANY_FILES, ErrorCode.SERVICE_UNAVAILABLE));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void writesAreRefusedReadsGoOnAndWhenItIsOverSoIsTheRefusal(Trouble trouble) {
        DiskBlobStore store = open();
        byte[] before = StoreFixture.bytes(random, SHORT);
        BlobId kept = StoreFixture.id(random);
        StoreFixture.put(store, kept, before);
        assertThat(StoreFixture.get(store, kept)).hasValue(before);
        disk.rule = trouble.rule();
        BlobId shortOne = StoreFixture.id(random);
        BlobId longOne = StoreFixture.id(random);
        if (!trouble.name().equals("too many files")) {
            // A segment that is open already takes short blobs also where no file can be opened.
            assertRefused(trouble.code(), () -> StoreFixture.put(store, shortOne, StoreFixture.bytes(random, SHORT)));
        }
        assertRefused(trouble.code(), () -> StoreFixture.put(store, longOne, StoreFixture.bytes(random, LONG)));
        assertThat(StoreFixture.get(store, kept)).hasValue(before);
        assertThat(store.open(longOne)).isEmpty();
        assertThat(store.state().status()).isEqualTo(ComponentState.Status.DEGRADED);
        assertThat(store.state().detail()).contains(temp.toString());
        disk.rule = (step, path) -> {};
        clock.advance(10_000);
        assertThat(store.state()).isEqualTo(ComponentState.OPERATIONAL);
        byte[] after = StoreFixture.bytes(random, LONG);
        StoreFixture.put(store, longOne, after);
        StoreFixture.put(store, shortOne, before);
        assertThat(StoreFixture.get(store, longOne)).hasValue(after);
        assertThat(StoreFixture.get(store, shortOne)).hasValue(before);
    }

    @Test
    void theReserveIsKeptFree() throws IOException {
        long free = new LocalDisk().freeBytes(temp);
        StoreLimits limits = StoreFixture.SMALL.withReserve(free * 2);
        DiskBlobStore store = StoreFixture.open(temp.resolve("reserved"), disk, limits, clock);
        assertRefused(
                ErrorCode.INSUFFICIENT_STORAGE,
                () -> StoreFixture.put(store, StoreFixture.id(random), StoreFixture.bytes(random, 10)));
        assertThat(store.state().status()).isEqualTo(ComponentState.Status.DEGRADED);
        assertThat(store.space().freeBytes()).isZero();
        StoreFixture.close(store);
    }

    @Test
    void aSegmentThatFailedToSyncIsNeverWrittenToAgain() throws IOException {
        DiskBlobStore store = open();
        BlobId kept = StoreFixture.id(random);
        byte[] bytes = StoreFixture.bytes(random, SHORT);
        StoreFixture.put(store, kept, bytes);
        Path first = segments().getFirst();
        long length = Files.size(first);
        disk.rule = FaultyDisk.FAILING_SYNC;
        BlobId lost = StoreFixture.id(random);
        assertRefused(ErrorCode.SERVICE_UNAVAILABLE, () -> StoreFixture.put(store, lost, bytes));
        assertRefused(ErrorCode.SERVICE_UNAVAILABLE, () -> StoreFixture.put(store, lost, bytes));
        disk.rule = (step, path) -> {};
        BlobId next = StoreFixture.id(random);
        StoreFixture.put(store, next, bytes);
        assertThat(first).hasSize(length);
        assertThat(segments()).hasSize(2);
        assertThat(store.open(lost)).isEmpty();
        assertThat(StoreFixture.get(store, kept)).hasValue(bytes);
        assertThat(StoreFixture.get(store, next)).hasValue(bytes);
    }

    @Test
    void aSegmentThatCouldNeitherBeBegunNorRemovedIsInNobodysWay() {
        DiskBlobStore store = open();
        byte[] bytes = StoreFixture.bytes(random, SHORT);
        disk.rule = (step, path) -> {
            if (step != FaultyDisk.Step.CREATE) {
                FaultyDisk.READ_ONLY.check(step, path);
            }
        };
        assertRefused(ErrorCode.SERVICE_UNAVAILABLE, () -> StoreFixture.put(store, StoreFixture.id(random), bytes));
        disk.rule = (step, path) -> {};
        BlobId next = StoreFixture.id(random);
        StoreFixture.put(store, next, bytes);
        close();
        assertThat(StoreFixture.get(open(), next)).hasValue(bytes);
    }

    @Test
    void aFolderThatVanishesIsNotWrittenToAndIsUsedAgainWhenItIsBack() throws IOException {
        DiskBlobStore store = open();
        BlobId kept = StoreFixture.id(random);
        byte[] bytes = StoreFixture.bytes(random, SHORT);
        StoreFixture.put(store, kept, bytes);
        Path away = temp.resolve("away");
        Files.move(temp.resolve("store"), away);
        BlobId next = StoreFixture.id(random);
        for (int size : new int[] {SHORT, LONG}) {
            assertThatThrownBy(() -> StoreFixture.put(store, next, StoreFixture.bytes(random, size)))
                    .isInstanceOfSatisfying(S3Failure.class, failure -> {
                        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
                        assertThat(failure.error().message()).contains("not there");
                    });
        }
        assertThat(store.state().status()).isEqualTo(ComponentState.Status.DOWN);
        assertThat(store.state().detail()).contains(temp.resolve("store").toString());
        Files.move(away, temp.resolve("store"));
        clock.advance(10_000);
        assertThat(store.state()).isEqualTo(ComponentState.OPERATIONAL);
        StoreFixture.put(store, next, bytes);
        assertThat(StoreFixture.get(store, kept)).hasValue(bytes);
        assertThat(StoreFixture.get(store, next)).hasValue(bytes);
    }

    @Test
    void anIndexThatCouldNotBeWrittenIsRepairedByItself() throws IOException {
        DiskBlobStore store = open();
        BlobId kept = StoreFixture.id(random);
        byte[] bytes = StoreFixture.bytes(random, SHORT);
        StoreFixture.put(store, kept, bytes);
        Path away = temp.resolve("away");
        Files.move(temp.resolve("store/index"), away);
        assertRefused(ErrorCode.SERVICE_UNAVAILABLE, store::checkpoint);
        Files.move(away, temp.resolve("store/index"));
        BlobId next = StoreFixture.id(random);
        long giveUp = System.nanoTime() + 10_000_000_000L;
        boolean isWritten = false;
        while (!isWritten) {
            assertThat(System.nanoTime()).isLessThan(giveUp);
            try {
                StoreFixture.put(store, next, bytes);
                isWritten = true;
            } catch (S3Failure notYet) {
                assertThat(notYet.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
            }
        }
        assertThat(StoreFixture.get(store, kept)).hasValue(bytes);
        assertThat(StoreFixture.get(store, next)).hasValue(bytes);
        assertThat(store.state()).isEqualTo(ComponentState.OPERATIONAL);
    }

    @Test
    void whatAFailedWriteLeftIsGoneAfterTheNextStart() throws IOException {
        DiskBlobStore store = open();
        BlobWriter writer = store.create(StoreFixture.id(random), LONG);
        writer.write(ByteBuffer.wrap(StoreFixture.bytes(random, LONG / 2)));
        disk.rule = FaultyDisk.READ_ONLY;
        writer.close();
        disk.rule = (step, path) -> {};
        close();
        assertThat(temp.resolve("store/incoming")).isNotEmptyDirectory();
        assertThat(open().state()).isEqualTo(ComponentState.OPERATIONAL);
        assertThat(temp.resolve("store/incoming")).isEmptyDirectory();
    }

    @Test
    void aFileThatCouldNotBeBroughtToItsPlaceIsNotTakenForLostByTheNextStart() throws IOException {
        DiskBlobStore store = open();
        StoreFixture.put(store, StoreFixture.id(random), StoreFixture.bytes(random, SHORT));
        store.checkpoint();
        disk.rule = (step, path) -> {
            if (step == FaultyDisk.Step.RENAME) {
                throw new IOException("Input/output error");
            }
        };
        BlobId refused = StoreFixture.id(random);
        byte[] bytes = StoreFixture.bytes(random, LONG);
        assertRefused(ErrorCode.SERVICE_UNAVAILABLE, () -> StoreFixture.put(store, refused, bytes));
        Path killed = temp.resolve("killed");
        StoreFixture.copy(temp.resolve("store"), killed);
        DiskBlobStore again = StoreFixture.open(killed, new LocalDisk());
        assertThat(again.open(refused)).isEmpty();
        assertThat(again.state()).isEqualTo(ComponentState.OPERATIONAL);
        StoreFixture.close(again);
    }

    @Test
    void aFileThatCannotBeRemovedIsInNoOthersWayAndIsTriedAgainLater() {
        DiskBlobStore store = open();
        BlobFolder names = new BlobFolder(temp.resolve("store"));
        List<BlobId> dead = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            dead.add(new BlobId(i, i));
            files.add(names.file(dead.getLast()));
            StoreFixture.put(store, dead.getLast(), StoreFixture.bytes(random, LONG));
        }
        for (int i = 0; i < 16; i++) {
            dead.add(StoreFixture.id(random));
            StoreFixture.put(store, dead.getLast(), StoreFixture.bytes(random, SHORT));
        }
        StoreFixture.put(store, StoreFixture.id(random), StoreFixture.bytes(random, SHORT));
        AtomicInteger tries = new AtomicInteger();
        disk.rule = (step, path) -> {
            if (step == FaultyDisk.Step.DELETE && path.equals(files.getFirst())) {
                tries.incrementAndGet();
                throw new IOException("Structure needs cleaning");
            }
        };
        store.delete(dead);
        store.checkpoint();
        store.checkpoint();

        assertThat(files.getFirst()).exists();
        assertThat(files.get(1)).doesNotExist();
        assertThat(files.get(2)).doesNotExist();
        assertThat(tries).hasValue(1);
        assertThat(store.compact().orElseThrow().freedBytes()).isPositive();
        assertThat(store.state()).isEqualTo(ComponentState.OPERATIONAL);

        disk.rule = (step, path) -> {};
        clock.advance(3_600_000);
        store.checkpoint();
        assertThat(files.getFirst()).doesNotExist();
    }

    @Test
    void theFolderIsInUseByOneStoreAtATime() {
        assertThat(open().state()).isEqualTo(ComponentState.OPERATIONAL);
        assertThatThrownBy(() -> StoreFixture.open(temp.resolve("store"), new LocalDisk()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "in use by process " + ProcessHandle.current().pid());
    }

    @Test
    void aNewerFormatIsRefused() throws IOException {
        close();
        opened = Optional.empty();
        Path folder = temp.resolve("newer");
        StoreFixture.close(StoreFixture.open(folder, new LocalDisk()));
        Files.write(folder.resolve("format"), StoreFixture.array(new dfs.storage.format.StoreFormat(2, 5).encode()));
        assertThatThrownBy(() -> StoreFixture.open(folder, new LocalDisk())).hasMessageContaining("has format 2");
    }

    @Test
    void aBlobThatFindsNoRoomInMemoryGoesToAFile() throws IOException {
        StoreLimits noBuffers = new StoreLimits(0, 300_000, 100_000, 10_000, 2, 8);
        DiskBlobStore store = StoreFixture.open(temp.resolve("tight"), disk, noBuffers, clock);
        BlobId id = StoreFixture.id(random);
        byte[] bytes = StoreFixture.bytes(random, 90_000);
        StoreFixture.put(store, id, bytes);
        assertThat(StoreFixture.get(store, id)).hasValue(bytes);
        try (Stream<Path> files = Files.walk(temp.resolve("tight/files"))) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(1);
        }
        store.delete(List.of(id));
        store.checkpoint();
        try (Stream<Path> files = Files.walk(temp.resolve("tight/files"))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
        StoreFixture.close(store);
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> list = Files.list(temp.resolve("store/segments"))) {
            return list.sorted().toList();
        }
    }

    private static void assertRefused(ErrorCode code, Runnable write) {
        assertThatThrownBy(write::run).isInstanceOfSatisfying(S3Failure.class, failure -> {
            assertThat(failure.code()).isEqualTo(code);
            // Where this node keeps its files is for its admin to know.
            assertThat(failure.error().message()).doesNotContain("/");
        });
    }
}
