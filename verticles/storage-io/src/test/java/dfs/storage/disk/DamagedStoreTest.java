package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore.StoredBlob;
import dfs.protocol.blob.BlobStore.Verdict;
import dfs.protocol.health.ComponentState;
import dfs.storage.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * <b>Goal.</b> A bit that flips on disk never comes out as a wrong byte, touches no other blob, and is reported.
 *
 * <p><b>Method.</b> A store with segments, files and index; one bit of any of its files is flipped, the store opened, with
 * its index or without, and every blob read and verified.
 */
class DamagedStoreTest {

    @TempDir(factory = FolderInMemory.class)
    private Path temp;

    private Path sound = Path.of("");
    private final TreeMap<BlobId, byte[]> blobs = new TreeMap<>();
    private final StoreFixture.TestClock clock = new StoreFixture.TestClock();

    static LongStream seeds() {
        Long only = Long.getLong("seed");
        return only != null ? LongStream.of(only) : LongStream.range(0, Long.getLong("seeds", 2));
    }

    @BeforeEach
    void makeSoundStore() {
        sound = temp.resolve("sound");
        Random random = new Random(7);
        DiskBlobStore store = StoreFixture.open(sound, new LocalDisk(), StoreFixture.SMALL, clock);
        for (int i = 0; i < 12; i++) {
            BlobId id = StoreFixture.id(random);
            byte[] bytes = StoreFixture.bytes(random, i % 4 == 0 ? 150_000 : 1 + random.nextInt(80_000));
            StoreFixture.put(store, id, bytes);
            blobs.put(id, bytes);
        }
        StoreFixture.close(store);
    }

    private record Read(Set<BlobId> refused, Set<BlobId> absent, Set<BlobId> verifiedDamaged, double reported) {
        Set<BlobId> unreadable() {
            Set<BlobId> all = new HashSet<>(refused);
            all.addAll(absent);
            return all;
        }
    }

    /** Opens a store, reads all it should hold, and fails on a wrong byte. */
    private Read readAll(Path folder) throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        DiskBlobStore store =
                DiskBlobStore.open(folder, new LocalDisk(), StoreFixture.SMALL, clock, new Random(1), registry);
        Set<BlobId> refused = new HashSet<>();
        Set<BlobId> absent = new HashSet<>();
        Set<BlobId> damaged = new HashSet<>();
        for (Map.Entry<BlobId, byte[]> each : blobs.entrySet()) {
            Optional<byte[]> read = patiently(() -> {
                try {
                    return StoreFixture.get(store, each.getKey());
                } catch (S3Failure failure) {
                    if (failure.code() == ErrorCode.INTERNAL_ERROR) {
                        refused.add(each.getKey());
                        return Optional.empty();
                    }
                    throw failure;
                }
            });
            if (read.isPresent()) {
                assertThat(read.get()).isEqualTo(each.getValue());
            } else if (!refused.contains(each.getKey())) {
                absent.add(each.getKey());
            }
            if (patiently(() -> store.verify(each.getKey())) instanceof Verdict.Damaged) {
                damaged.add(each.getKey());
            }
        }
        double reported = registry.get(Meters.DAMAGE).functionCounter().count();
        StoreFixture.close(store);
        return new Read(refused, absent, damaged, reported);
    }

    /** Asks again while the index is being repaired. */
    private static <T> T patiently(Supplier<T> asked) {
        long giveUp = System.nanoTime() + 10_000_000_000L;
        while (true) {
            try {
                return asked.get();
            } catch (S3Failure failure) {
                if (failure.code() != ErrorCode.SERVICE_UNAVAILABLE || System.nanoTime() > giveUp) {
                    throw failure;
                }
                Thread.onSpinWait();
            }
        }
    }

    private Path copyOfSound(String name) {
        Path copy = temp.resolve(name);
        StoreFixture.delete(copy);
        StoreFixture.copy(sound, copy);
        return copy;
    }

    private static void flip(Path file, long bit) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(bit / 8);
            int old = open.read();
            open.seek(bit / 8);
            open.write(old ^ (1 << (bit % 8)));
        }
    }

    private static List<Path> files(Path folder, String under) throws IOException {
        try (Stream<Path> walk = Files.walk(folder.resolve(under))) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Bits of a segment or file worth trying: those of the first and last bytes densely, others by chance. */
    private static List<Long> bits(Path file, Random random) throws IOException {
        long bits = Files.size(file) * 8;
        List<Long> chosen = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            chosen.add(random.nextLong(Math.min(bits, 200 * 8)));
            chosen.add(bits - 1 - random.nextLong(Math.min(bits, 60 * 8)));
            chosen.add(random.nextLong(bits));
        }
        return chosen;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aFlippedBitOfASegmentOrFileCostsOneBlobAtMost(long seed) throws IOException {
        Random random = new Random(seed);
        List<Path> all = new ArrayList<>(files(sound, "segments"));
        all.addAll(files(sound, "files"));
        for (Path each : all) {
            for (long bit : bits(each, random)) {
                Path copy = copyOfSound("flipped");
                flip(copy.resolve(sound.relativize(each)), bit);
                Read withIndex = readAll(copy);
                String what = sound.relativize(each) + " bit " + bit;
                assertThat(withIndex.absent()).as(what).isEmpty();
                assertThat(withIndex.unreadable()).as(what).hasSizeLessThanOrEqualTo(1);
                assertThat(withIndex.verifiedDamaged()).as(what).containsAll(withIndex.refused());
                assertThat(withIndex.reported() > 0)
                        .as(what)
                        .isEqualTo(!withIndex.verifiedDamaged().isEmpty());
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aFlippedBitAndALostIndexCostOneBlobAtMost(long seed) throws IOException {
        Random random = new Random(seed);
        for (Path each : files(sound, "segments")) {
            for (long bit : bits(each, random)) {
                Path copy = copyOfSound("flipped");
                flip(copy.resolve(sound.relativize(each)), bit);
                StoreFixture.delete(copy.resolve("index"));
                Read read = readAll(copy);
                String what = sound.relativize(each) + " bit " + bit;
                assertThat(read.unreadable()).as(what).hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aFlippedBitOfTheIndexOrTheFormatCostsNothing(long seed) throws IOException {
        Random random = new Random(seed);
        List<Path> all = new ArrayList<>(files(sound, "index"));
        all.add(sound.resolve("format"));
        all.add(sound.resolve("lock"));
        for (Path each : all) {
            for (int i = 0; i < 3 && Files.size(each) > 0; i++) {
                Path copy = copyOfSound("flipped");
                long bit = random.nextLong(Files.size(each) * 8);
                flip(copy.resolve(sound.relativize(each)), bit);
                Read read = readAll(copy);
                assertThat(read)
                        .as(sound.relativize(each) + " bit " + bit)
                        .isEqualTo(new Read(Set.of(), Set.of(), Set.of(), 0));
            }
        }
    }

    /** Rows are read first when the index is brought forward: then it must not be too late to make it anew. */
    @Test
    void anIndexThatShowsItsDamageWhileTheStoreOpensIsMadeAnewBeforeItIsOpen() throws IOException {
        DiskBlobStore again = StoreFixture.open(sound, new LocalDisk(), StoreFixture.SMALL, clock);
        StoreFixture.put(again, StoreFixture.id(new Random(8)), new byte[50_000]);
        StoreFixture.close(again); // another file of the index, which does not begin with whose it is
        int tried = 0;
        for (Path each : files(sound, "index")) {
            if (!each.toString().endsWith(".sst")) {
                continue;
            }
            for (long at = 0; at < Files.size(each); at += 101) {
                Path copy = copyOfSound("rows");
                flip(copy.resolve(sound.relativize(each)), at * 8 + 3);
                DiskBlobStore store = StoreFixture.open(copy, new LocalDisk(), StoreFixture.SMALL, clock);
                String what = sound.relativize(each) + " byte " + at;
                assertThat(store.state()).as(what).isEqualTo(ComponentState.OPERATIONAL);
                assertThat(store.space().blobs()).as(what).isEqualTo(blobs.size() + 1);
                StoreFixture.close(store);
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(10);
    }

    /** What repairs it sleeps then: nothing was written since the index went to disk. */
    @Test
    void anIndexThatShowsItsDamageAtAReadIsMadeAnewThoughNobodyWrites() throws Exception {
        Random random = new Random(9);
        DiskBlobStore first = StoreFixture.open(sound, new LocalDisk(), StoreFixture.SMALL, clock);
        for (int i = 0; i < 600; i++) {
            BlobId id = StoreFixture.id(random);
            byte[] bytes = StoreFixture.bytes(random, 10);
            StoreFixture.put(first, id, bytes);
            blobs.put(id, bytes);
        }
        StoreFixture.close(first);
        DiskBlobStore store = StoreFixture.open(sound, new LocalDisk(), StoreFixture.SMALL, clock);
        store.checkpoint();
        for (Path each : StoreFixture.settledFiles(sound.resolve("index"))) {
            for (long at = 0; each.toString().endsWith(".sst") && at < Files.size(each); at += 101) {
                flip(each, at * 8 + 3);
            }
        }
        assertThatThrownBy(() -> blobs.keySet().forEach(id -> StoreFixture.get(store, id)))
                .hasMessageContaining("is being repaired");
        blobs.forEach((id, bytes) ->
                assertThat(patiently(() -> StoreFixture.get(store, id))).hasValue(bytes));
        StoreFixture.close(store);
    }

    @Test
    void damageThatIsReadByRangeIsRefusedAndTheOtherBlocksAreGiven() throws IOException {
        Path copy = copyOfSound("flipped");
        Path file = files(copy, "files").getFirst();
        flip(file, 100_000L * 8);
        BlobId id = BlobFolder.fileBlob(file).orElseThrow();
        DiskBlobStore store = StoreFixture.open(copy, new LocalDisk(), StoreFixture.SMALL, clock);
        try (BlobReader reader = store.open(id).orElseThrow()) {
            assertThat(StoreFixture.array(reader.read(0, 60_000)))
                    .isEqualTo(java.util.Arrays.copyOf(blobs.get(id), 60_000));
            assertRefused(() -> reader.read(90_000, 1));
            assertRefused(() -> reader.region(0, 150_000));
        }
        StoreFixture.close(store);
    }

    @Test
    void damageShowsUntilItIsResolved() throws IOException {
        Path copy = copyOfSound("shown");
        List<Path> files = files(copy, "files");
        List<BlobId> ids = List.of(
                BlobFolder.fileBlob(files.getFirst()).orElseThrow(),
                BlobFolder.fileBlob(files.getLast()).orElseThrow());
        DiskBlobStore store = StoreFixture.open(copy, new LocalDisk(), StoreFixture.SMALL, clock);
        assertThat(store.state()).isEqualTo(ComponentState.OPERATIONAL);
        flip(files.getFirst(), 800);
        flip(files.getLast(), 800);
        assertRefused(() -> StoreFixture.get(store, ids.getFirst()));
        assertThat(store.verify(ids.getLast())).isInstanceOf(Verdict.Damaged.class);
        assertThat(store.state().status()).isEqualTo(ComponentState.Status.DEGRADED);
        assertThat(store.state().detail()).contains("blobs: 2");
        assertThat(store.list(Optional.empty(), 99))
                .filteredOn(StoredBlob::isKnownDamaged)
                .hasSize(2);
        flip(files.getLast(), 800);
        assertThat(store.verify(ids.getLast())).isInstanceOf(Verdict.Sound.class);
        assertThat(store.state().detail()).contains("blobs: 1");
        store.delete(ids);
        assertThat(store.state()).isEqualTo(ComponentState.OPERATIONAL);
        StoreFixture.close(store);
    }

    @Test
    void aSegmentThatIsGoneShowsUntilAllItsBlobsAreDeletedAndKeepsNoOtherFromCompaction() throws IOException {
        Path copy = copyOfSound("lost");
        Files.delete(files(copy, "segments").getFirst());
        DiskBlobStore store = StoreFixture.open(copy, new LocalDisk(), StoreFixture.SMALL, clock);
        assertThat(store.state().detail()).contains("segments: 1");
        store.delete(List.copyOf(blobs.keySet()));
        while (store.compact().isPresent()) {
            assertThat(store.state().status()).isNotEqualTo(ComponentState.Status.DOWN);
        }
        assertThat(store.state()).isEqualTo(ComponentState.OPERATIONAL);
        StoreFixture.close(store);
    }

    @Test
    void aFileThatIsCutIsRefused() throws IOException {
        Path copy = copyOfSound("cut");
        Path file = files(copy, "files").getFirst();
        BlobId id = BlobFolder.fileBlob(file).orElseThrow();
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(70_000);
        }
        Read read = readAll(copy);
        assertThat(read.refused()).containsExactly(id);
        assertThat(read.verifiedDamaged()).containsExactly(id);
        Files.delete(file);
        assertThat(readAll(copy).refused()).containsExactly(id);
    }

    @Test
    void aSegmentThatIsGoneOrShorterThanItWasIsReportedAndTheOthersAreRead() throws IOException {
        Path copy = copyOfSound("gone");
        List<Path> segments = files(copy, "segments");
        assertThat(segments).hasSizeGreaterThan(1);
        try (RandomAccessFile open = new RandomAccessFile(segments.getFirst().toFile(), "rw")) {
            open.setLength(open.length() - 10);
        }
        Read cut = readAll(copy);
        assertThat(cut.reported()).isPositive();
        assertThat(cut.unreadable()).hasSize(1);
        Files.delete(segments.getFirst());
        Read gone = readAll(copy);
        assertThat(gone.reported()).isPositive();
        assertThat(gone.unreadable()).isNotEmpty().isNotEqualTo(blobs.keySet());
    }

    @Test
    void compactionKeepsASegmentWhoseLiveBlobsCannotBeRead() throws IOException {
        Path copy = copyOfSound("compacted");
        DiskBlobStore store = StoreFixture.open(copy, new LocalDisk(), StoreFixture.SMALL, clock);
        Path first = files(copy, "segments").getFirst();
        long number = BlobFolder.segmentNumber(first).orElseThrow();
        List<BlobId> there = new ArrayList<>();
        List<SegmentScan.Found> records = StoreFixture.records(first);
        SegmentScan.Found spared = records.stream()
                .filter(found -> found.header().kind() == dfs.storage.format.RecordHeader.Kind.BLOB)
                .findFirst()
                .orElseThrow();
        records.stream().map(found -> found.header().id()).forEach(there::add);
        there.remove(spared.header().id());
        store.delete(there);
        flip(first, (spared.offset() + 20) * 8);
        while (store.compact().isPresent()) {
            assertThat(first).exists();
        }
        assertThat(first).exists();
        assertThat(number).isEqualTo(1);
        assertThat(store.verify(spared.header().id())).isInstanceOf(Verdict.Damaged.class);
        store.delete(List.of(spared.header().id()));
        StoreFixture.close(store);
    }

    private static void assertRefused(Supplier<?> asked) {
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(S3Failure.class, asked::get)
                        .code())
                .isEqualTo(ErrorCode.INTERNAL_ERROR);
    }
}
