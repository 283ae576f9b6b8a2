package dfs.metadata.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.metadata.index.Index;
import dfs.metadata.index.Keys;
import dfs.metadata.index.MemoryIndex;
import dfs.metadata.index.Table;
import dfs.metadata.index.WritableIndex;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreTest {

    @TempDir
    private Path folder;

    @Test
    void whatAStepWroteIsUndoneAndNothingElse() throws Exception {
        try (RocksStore store = new RocksStore(folder)) {
            store.write(index -> put(index, "stored", "old"));
            store.write(RocksStoreTest::stepsOfWhichTheSecondIsUndone);
            assertThat(store.read(RocksStoreTest::rows)).containsExactly("first=new", "stored=old", "third=new");
        }
    }

    @Test
    void anIndexInMemoryUndoesTheSame() {
        MemoryIndex index = new MemoryIndex();
        put(index, "stored", "old");
        stepsOfWhichTheSecondIsUndone(index);
        assertThat(rows(index)).containsExactly("first=new", "stored=old", "third=new");
    }

    /** Of a row that is kept in memory nobody reads an older value than anybody read or was told of before. */
    @Test
    void aHotRowNeverGoesBack() throws Exception {
        byte[] key = Keys.text("bucket");
        AtomicLong floor = new AtomicLong();
        AtomicBoolean isDone = new AtomicBoolean();
        try (RocksStore store = new RocksStore(folder);
                ExecutorService readers = Executors.newFixedThreadPool(4)) {
            store.write(index -> index.put(Table.BUCKETS, key, Keys.number(0)));
            List<Future<?>> reading = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                reading.add(readers.submit(() -> {
                    while (!isDone.get()) {
                        long atLeast = floor.get();
                        long read = store.read(index -> Keys.number(index.get(Table.BUCKETS, key), 0));
                        assertThat(read).isGreaterThanOrEqualTo(atLeast);
                        floor.accumulateAndGet(read, Math::max);
                    }
                }));
            }
            for (long value = 1; value <= 3_000; value++) {
                byte[] row = Keys.number(value);
                store.write(index -> index.put(Table.BUCKETS, key, row));
                floor.accumulateAndGet(value, Math::max);
            }
            isDone.set(true);
            for (Future<?> each : reading) {
                each.get();
            }
        }
    }

    /** A reader's hot rows are of the same state as all else that it reads. */
    @Test
    void aHotRowIsOfTheStateOfItsReader() throws Exception {
        byte[] key = Keys.text("bucket");
        byte[] revision = Keys.text("revision");
        try (RocksStore store = new RocksStore(folder)) {
            change(store, 1);
            long read = store.read(index -> {
                CompletableFuture.runAsync(() -> change(store, 2)).join();
                CompletableFuture.runAsync(() -> assertThat(hot(store)).isEqualTo(2))
                        .join();
                assertThat(Keys.number(index.get(Table.META, revision), 0)).isEqualTo(1);
                return Keys.number(index.get(Table.BUCKETS, key), 0);
            });
            assertThat(read).isEqualTo(1);
            assertThat(hot(store)).isEqualTo(2);
        }
    }

    private static void change(RocksStore store, long number) {
        store.write(index -> {
            index.put(Table.BUCKETS, Keys.text("bucket"), Keys.number(number));
            index.put(Table.META, Keys.text("revision"), Keys.number(number));
        });
    }

    private static long hot(RocksStore store) {
        return store.read(index -> Keys.number(index.get(Table.BUCKETS, Keys.text("bucket")), 0));
    }

    @Test
    void aHotRowThatWasDeletedIsGone() throws Exception {
        byte[] key = Keys.text("bucket");
        try (RocksStore store = new RocksStore(folder)) {
            store.write(index -> index.put(Table.BUCKETS, key, Keys.number(1)));
            assertThat(store.<byte[]>read(index -> index.get(Table.BUCKETS, key)))
                    .isEqualTo(Keys.number(1));
            assertThat(store.<byte[]>read(index -> index.get(Table.BUCKETS, key)))
                    .isEqualTo(Keys.number(1));
            store.write(index -> index.delete(Table.BUCKETS, key));
            assertThat(store.<byte[]>read(index -> index.get(Table.BUCKETS, key)))
                    .isNull();
        }
    }

    private static void stepsOfWhichTheSecondIsUndone(WritableIndex index) {
        index.step();
        put(index, "first", "new");
        index.step();
        put(index, "stored", "overwritten");
        put(index, "second", "new");
        index.delete(Table.META, Keys.text("first"));
        index.undo();
        index.step();
        put(index, "third", "new");
    }

    private static void put(WritableIndex index, String key, String value) {
        index.put(Table.META, Keys.text(key), Keys.text(value));
    }

    private static List<String> rows(Index index) {
        List<String> rows = new ArrayList<>();
        try (Index.Cursor cursor = index.cursor(Table.META, new byte[0])) {
            while (cursor.next()) {
                rows.add(Keys.text(cursor.key(), 0) + "=" + Keys.text(cursor.value(), 0));
            }
        }
        return rows;
    }
}
