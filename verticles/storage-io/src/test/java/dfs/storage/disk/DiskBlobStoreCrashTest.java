package dfs.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobStore;
import dfs.storage.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * <b>Goal.</b> A power cut at any moment loses nothing that was committed, shows nothing that was not, and is not taken for
 * damage.
 *
 * <p><b>Method.</b> Several writers at once, deletions and compactions on a {@link TornDisk} whose power goes at a random
 * step; the index then is as it was at the cut, or as it was on disk some time before, or gone. Several cuts in a row on
 * one folder.
 */
class DiskBlobStoreCrashTest {

    private static final int CUTS = 4;

    @TempDir(factory = FolderInMemory.class)
    private Path temp;

    private final StoreFixture.TestClock clock = new StoreFixture.TestClock();
    /** Committed, and not deleted. */
    private final Map<BlobId, byte[]> kept = new ConcurrentHashMap<>();
    /** Begun or deleted: it may be there or not, but if so with these bytes. */
    private final Map<BlobId, byte[]> uncertain = new ConcurrentHashMap<>();
    /** Deleted for good: it may come back only with the index lost. */
    private final Map<BlobId, byte[]> deleted = new HashMap<>();

    static LongStream seeds() {
        Long only = Long.getLong("seed");
        return only != null ? LongStream.of(only) : LongStream.range(0, Long.getLong("seeds", 25));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatWasCommittedSurvivesAPowerCut(long seed) throws IOException {
        Random random = new Random(seed);
        Path folder = temp.resolve("store");
        StoreFixture.close(StoreFixture.open(folder, new LocalDisk(), StoreFixture.SMALL, clock));
        for (int cut = 0; cut < CUTS; cut++) {
            TornDisk disk = new TornDisk(temp.resolve("graves" + cut), 20 + random.nextInt(120), false, random);
            boolean isIndexLost = workUntilPowerGoes(folder, disk, random, cut);
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            DiskBlobStore store =
                    DiskBlobStore.open(folder, new LocalDisk(), StoreFixture.SMALL, clock, new Random(seed), registry);
            check(store, isIndexLost);
            assertThat(registry.get(Meters.DAMAGE).functionCounter().count()).isZero();
            StoreFixture.close(store);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aDiskThatLiedAboutItsSyncsIsFoundOut(long seed) throws IOException {
        Random random = new Random(seed);
        Path folder = temp.resolve("store");
        StoreFixture.close(StoreFixture.open(folder, new LocalDisk(), StoreFixture.SMALL, clock));
        TornDisk disk = new TornDisk(temp.resolve("graves"), 20 + random.nextInt(60), true, random);
        DiskBlobStore lied = StoreFixture.open(folder, disk, StoreFixture.SMALL, clock);
        try {
            while (true) {
                putSeveral(lied, random);
            }
        } catch (S3Failure powerIsGone) {
            StoreFixture.close(lied);
        }
        disk.cutPower();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        DiskBlobStore store =
                DiskBlobStore.open(folder, new LocalDisk(), StoreFixture.SMALL, clock, new Random(seed), registry);
        int lost = 0;
        for (Map.Entry<BlobId, byte[]> each : kept.entrySet()) {
            try {
                assertThat(StoreFixture.get(store, each.getKey())).hasValue(each.getValue());
            } catch (S3Failure failure) {
                assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
                assertThat(store.verify(each.getKey())).isInstanceOf(BlobStore.Verdict.Damaged.class);
                lost++;
            }
        }
        assertThat(registry.get(Meters.DAMAGE).functionCounter().count()).isGreaterThanOrEqualTo(lost);
        StoreFixture.close(store);
    }

    /** True where the index is lost. */
    private boolean workUntilPowerGoes(Path folder, TornDisk disk, Random random, int cut) throws IOException {
        Path older = temp.resolve("index" + cut);
        Optional<Path> olderIndex = Optional.empty();
        DiskBlobStore store = StoreFixture.open(folder, disk, StoreFixture.SMALL, clock);
        try {
            while (true) {
                clock.advance(random.nextInt(1_000));
                switch (random.nextInt(10)) {
                    case 0 -> {
                        olderIndex = Optional.empty();
                        delete(store, random);
                    }
                    case 1 -> {
                        olderIndex = Optional.empty();
                        assertThat(store.compact()).isNotNull();
                    }
                    case 2 -> {
                        store.checkpoint();
                        olderIndex = copyIndex(folder.resolve("index"), older);
                    }
                    default -> putSeveral(store, random);
                }
            }
        } catch (S3Failure powerIsGone) {
            StoreFixture.close(store);
        }
        disk.cutPower();
        int fate = random.nextInt(3);
        if (fate == 0) {
            StoreFixture.delete(folder.resolve("index"));
        } else if (fate == 1 && olderIndex.isPresent()) {
            StoreFixture.delete(folder.resolve("index"));
            StoreFixture.copy(olderIndex.get(), folder.resolve("index"));
        }
        return fate == 0;
    }

    /** A copy as a power cut would leave it; empty where RocksDB merged its files at the same time. */
    private static Optional<Path> copyIndex(Path index, Path copy) {
        StoreFixture.delete(copy);
        try {
            Map<Path, Long> before = sizes(index);
            StoreFixture.copy(index, copy);
            return sizes(index).equals(before) ? Optional.of(copy) : Optional.empty();
        } catch (UncheckedIOException filesWereMerged) {
            return Optional.empty();
        }
    }

    private static Map<Path, Long> sizes(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.collect(
                    Collectors.toMap(each -> each, each -> each.toFile().length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void putSeveral(BlobStore store, Random random) {
        List<Thread> writers = new ArrayList<>();
        Set<String> failed = ConcurrentHashMap.newKeySet();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            BlobId id = StoreFixture.id(random);
            byte[] bytes = StoreFixture.bytes(random, 1 + random.nextInt(random.nextInt(4) == 0 ? 250_000 : 20_000));
            uncertain.put(id, bytes);
            writers.add(Thread.ofVirtual().start(() -> {
                try {
                    StoreFixture.put(store, id, bytes);
                    kept.put(id, bytes);
                    uncertain.remove(id);
                } catch (S3Failure failure) {
                    failed.add(failure.getMessage());
                }
            }));
        }
        for (Thread writer : writers) {
            join(writer);
        }
        if (!failed.isEmpty()) {
            throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void delete(BlobStore store, Random random) {
        List<BlobId> ids = kept.keySet().stream().sorted().toList();
        List<BlobId> doomed = ids.stream().filter(id -> random.nextInt(3) == 0).toList();
        for (BlobId id : doomed) {
            byte[] bytes = kept.remove(id);
            uncertain.put(id, bytes);
        }
        store.delete(doomed);
        for (BlobId id : doomed) {
            deleted.put(id, uncertain.remove(id));
        }
    }

    private void check(BlobStore store, boolean isIndexLost) {
        for (Map.Entry<BlobId, byte[]> each : kept.entrySet()) {
            assertThat(StoreFixture.get(store, each.getKey()))
                    .as("committed blob %s of %d bytes", each.getKey(), each.getValue().length)
                    .hasValue(each.getValue());
        }
        Set<BlobId> strangers = new HashSet<>();
        for (BlobStore.StoredBlob blob : store.list(Optional.empty(), 100_000)) {
            byte[] known = kept.get(blob.id());
            if (known == null) {
                known = uncertain.get(blob.id());
            }
            if (known == null && isIndexLost) {
                known = deleted.get(blob.id());
            }
            if (known == null) {
                strangers.add(blob.id());
            } else {
                assertThat(StoreFixture.get(store, blob.id())).hasValue(known);
            }
        }
        assertThat(strangers)
                .as("blobs that were never committed, or are deleted")
                .isEmpty();
        // The next census would delete what came back.
        store.delete(store.list(Optional.empty(), 100_000).stream()
                .map(BlobStore.StoredBlob::id)
                .filter(id -> !kept.containsKey(id))
                .toList());
        uncertain.forEach(deleted::put);
        uncertain.clear();
    }
}
