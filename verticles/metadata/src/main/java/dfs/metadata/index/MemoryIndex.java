package dfs.metadata.index;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** An index in memory, for tests and simulations. Safe for one writer and any number of readers. */
public final class MemoryIndex implements WritableIndex {

    private final Map<Table, ConcurrentNavigableMap<byte[], byte[]>> tables = new EnumMap<>(Table.class);

    private final Deque<Runnable> undoing = new ArrayDeque<>();

    /** An empty index. */
    public MemoryIndex() {
        for (Table table : Table.values()) {
            tables.put(table, new ConcurrentSkipListMap<>(Arrays::compareUnsigned));
        }
    }

    @Override
    public byte @Nullable [] get(Table table, byte[] key) {
        byte[] value = rows(table).get(key);
        return value == null ? null : value.clone();
    }

    @Override
    public void put(Table table, byte[] key, byte[] value) {
        byte[] kept = key.clone();
        restoreOnUndo(table, kept, rows(table).put(kept, value.clone()));
    }

    @Override
    public void delete(Table table, byte[] key) {
        restoreOnUndo(table, key.clone(), rows(table).remove(key));
    }

    private void restoreOnUndo(Table table, byte[] key, byte @Nullable [] old) {
        undoing.push(
                old == null ? () -> rows(table).remove(key) : () -> rows(table).put(key, old));
    }

    @Override
    public void step() {
        undoing.clear();
    }

    @Override
    public void undo() {
        while (!undoing.isEmpty()) {
            undoing.pop().run();
        }
    }

    @Override
    public Cursor cursor(Table table, byte[] prefix) {
        return new MemoryCursor(rows(table), prefix.clone());
    }

    private ConcurrentNavigableMap<byte[], byte[]> rows(Table table) {
        ConcurrentNavigableMap<byte[], byte[]> rows = tables.get(table);
        if (rows == null) {
            throw new IllegalStateException("no table " + table);
        }
        return rows;
    }

    private static final class MemoryCursor implements Cursor {

        private final ConcurrentNavigableMap<byte[], byte[]> rows;
        private final byte[] prefix;
        private Map.@Nullable Entry<byte[], byte[]> at;
        private boolean isStarted;

        MemoryCursor(ConcurrentNavigableMap<byte[], byte[]> rows, byte[] prefix) {
            this.rows = rows;
            this.prefix = prefix;
        }

        @Override
        public boolean seek(byte[] key) {
            isStarted = true;
            byte[] from = Arrays.compareUnsigned(key, prefix) < 0 ? prefix : key;
            return moveTo(rows.ceilingEntry(from));
        }

        @Override
        public boolean next() {
            if (!isStarted) {
                return seek(prefix);
            }
            return at != null && moveTo(rows.higherEntry(at.getKey()));
        }

        private boolean moveTo(Map.@Nullable Entry<byte[], byte[]> entry) {
            at = entry != null && Keys.startsWith(entry.getKey(), prefix) ? entry : null;
            return at != null;
        }

        @Override
        public byte[] key() {
            return entry().getKey().clone();
        }

        @Override
        public byte[] value() {
            return entry().getValue().clone();
        }

        private Map.Entry<byte[], byte[]> entry() {
            if (at == null) {
                throw new IllegalStateException("the cursor stands on no key");
            }
            return at;
        }

        @Override
        public void close() {
            at = null;
        }
    }
}
