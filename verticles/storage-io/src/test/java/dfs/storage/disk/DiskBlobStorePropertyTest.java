package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * <b>Goal.</b> The store holds what was committed and not deleted, whatever the order of things.
 *
 * <p><b>Method.</b> Random puts, reads, ranges, deletions, compactions and restarts, with and without the index, against a
 * map.
 */
class DiskBlobStorePropertyTest {

    private static final int STEPS = 250;

    @TempDir(factory = FolderInMemory.class)
    private Path folder;

    private final StoreFixture.TestClock clock = new StoreFixture.TestClock();

    static LongStream seeds() {
        Long only = Long.getLong("seed");
        return only != null ? LongStream.of(only) : LongStream.range(0, 12);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theStoreIsAMapOfWhatWasCommitted(long seed) {
        Random random = new Random(seed);
        TreeMap<BlobId, byte[]> model = new TreeMap<>();
        DiskBlobStore store = open();
        for (int step = 0; step < STEPS; step++) {
            clock.advance(random.nextInt(3_000));
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> put(store, model, random);
                case 4 -> abandon(store, random);
                case 5, 6 -> delete(store, model, random);
                case 7 -> range(store, model, random);
                case 8 -> compact(store);
                case 9 -> checkList(store, model, random);
                case 10 -> store.checkpoint();
                default -> {
                    StoreFixture.close(store);
                    store = open();
                }
            }
        }
        check(store, model);
        StoreFixture.close(store);
        StoreFixture.delete(folder.resolve("index"));
        store = open();
        // Deletions are not in the segments: what was deleted may be back, what was not must be there.
        for (Map.Entry<BlobId, byte[]> each : model.entrySet()) {
            assertThat(StoreFixture.get(store, each.getKey())).hasValue(each.getValue());
        }
        store.delete(store.list(Optional.empty(), 10_000).stream()
                .map(BlobStore.StoredBlob::id)
                .filter(id -> !model.containsKey(id))
                .toList());
        check(store, model);
        while (store.compact().isPresent()) {
            check(store, model);
        }
        StoreFixture.close(store);
    }

    private DiskBlobStore open() {
        return StoreFixture.open(folder, new LocalDisk(), StoreFixture.SMALL, clock);
    }

    private static int size(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> 1 + random.nextInt(100);
            case 1 -> 1 + random.nextInt(70_000);
            case 2 -> 65_536 * (1 + random.nextInt(3));
            default -> 1 + random.nextInt(300_000);
        };
    }

    private void put(BlobStore store, Map<BlobId, byte[]> model, Random random) {
        BlobId id = StoreFixture.id(random);
        byte[] bytes = StoreFixture.bytes(random, size(random));
        StoreFixture.put(store, id, bytes);
        model.put(id, bytes);
        assertThat(StoreFixture.get(store, id)).hasValue(bytes);
    }

    private static void compact(BlobStore store) {
        long deadBytes = store.space().deadBytes();
        assertThat(store.compact()).isNotNull();
        assertThat(store.space().deadBytes()).isLessThanOrEqualTo(deadBytes);
    }

    private static void abandon(BlobStore store, Random random) {
        BlobId id = StoreFixture.id(random);
        byte[] bytes = StoreFixture.bytes(random, size(random));
        try (BlobWriter writer = store.create(id, bytes.length)) {
            writer.write(ByteBuffer.wrap(bytes, 0, random.nextInt(bytes.length + 1)));
        }
        assertThat(store.open(id)).isEmpty();
    }

    private static Optional<BlobId> any(NavigableMap<BlobId, byte[]> model, Random random) {
        List<BlobId> ids = new ArrayList<>(model.keySet());
        return ids.isEmpty() ? Optional.empty() : Optional.of(ids.get(random.nextInt(ids.size())));
    }

    private static void delete(BlobStore store, NavigableMap<BlobId, byte[]> model, Random random) {
        List<BlobId> doomed = new ArrayList<>(List.of(StoreFixture.id(random)));
        any(model, random).ifPresent(doomed::add);
        any(model, random).ifPresent(doomed::add);
        try (BlobReader reader = doomed.size() > 1 ? store.open(doomed.get(1)).orElseThrow() : null) {
            store.delete(doomed);
            if (reader != null) {
                // Who reads already goes on reading.
                byte[] bytes = Objects.requireNonNull(model.get(doomed.get(1)));
                assertThat(StoreFixture.array(reader.read(0, (int) reader.sizeBytes())))
                        .isEqualTo(bytes);
            }
        }
        doomed.forEach(model::remove);
        assertThat(doomed).allSatisfy(id -> assertThat(store.open(id)).isEmpty());
    }

    private static void range(BlobStore store, NavigableMap<BlobId, byte[]> model, Random random) {
        any(model, random).ifPresent(id -> {
            byte[] bytes = Objects.requireNonNull(model.get(id));
            try (BlobReader reader = store.open(id).orElseThrow()) {
                int from = random.nextInt(bytes.length);
                int length = random.nextInt(bytes.length - from + 1);
                byte[] expected = Arrays.copyOfRange(bytes, from, from + length);
                assertThat(StoreFixture.array(reader.read(from, length))).isEqualTo(expected);
                assertThat(StoreFixture.read(reader.region(from, length).orElseThrow()))
                        .isEqualTo(expected);
            }
        });
    }

    private static void checkList(BlobStore store, NavigableMap<BlobId, byte[]> model, Random random) {
        Optional<BlobId> after = random.nextBoolean() ? any(model, random) : Optional.of(StoreFixture.id(random));
        int max = 1 + random.nextInt(20);
        List<BlobId> expected = (after.isPresent() ? model.tailMap(after.get(), false) : model)
                .keySet().stream().limit(max).toList();
        assertThat(store.list(after, max)).extracting(BlobStore.StoredBlob::id).isEqualTo(expected);
    }

    private static void check(BlobStore store, NavigableMap<BlobId, byte[]> model) {
        for (Map.Entry<BlobId, byte[]> each : model.entrySet()) {
            assertThat(StoreFixture.get(store, each.getKey())).hasValue(each.getValue());
            assertThat(store.verify(each.getKey())).isEqualTo(new BlobStore.Verdict.Sound(each.getValue().length));
        }
        assertThat(store.list(Optional.empty(), 10_000))
                .extracting(BlobStore.StoredBlob::id)
                .containsExactlyElementsOf(model.keySet());
        assertThat(store.space().blobs()).isEqualTo(model.size());
        assertThat(store.space().blobBytes())
                .isEqualTo(
                        model.values().stream().mapToLong(bytes -> bytes.length).sum());
    }
}
