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
