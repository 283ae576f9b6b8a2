package dfs.metadata.rocks;

import dfs.core.Bytes;
import dfs.metadata.index.Table;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows that every request reads and that seldom change, kept in memory: buckets, users and their keys. A row that is read here
 * is that of the reader's own state: what is kept is given to those alone who began after its last change. Many readers, one writer.
 */
final class HotRows {

    /** The tables whose rows are kept. */
    static final Set<Table> TABLES =
            EnumSet.of(Table.BUCKETS, Table.USERS, Table.USER_IDS, Table.ACCESS_KEYS, Table.TOKENS);

    /** Beyond this all are forgotten, and read again as they are asked for. */
    private static final int ROWS_MAX = 20_000;

    private final Map<Row, byte[]> rows = new ConcurrentHashMap<>();
    private final ReentrantLock changes = new ReentrantLock();

    /** Odd while a change of some rows is being written, and another one after it. */
    private volatile long age;

    /** A row's place. */
    record Row(Table table, Bytes key) {}

    /** When a reader began: it is given what is kept, and what it reads is kept, only where nothing has changed since. */
    long age() {
        return age;
    }

    /** The row, from memory or else as {@code reading} finds it in the state that was the last one at {@code began}. */
    byte @Nullable [] get(Table table, byte[] key, long began, Supplier<byte @Nullable []> reading) {
        Row row = new Row(table, Bytes.wrap(key));
        byte[] known = rows.get(row);
        if (known != null && isUnchanged(began)) {
            return known;
        }
        byte[] found = reading.get();
        if (found != null && isUnchanged(began)) {
            keep(row, found, began);
        }
        return found;
    }

    private boolean isUnchanged(long began) {
        return began == age && (began & 1) == 0;
    }

    private void keep(Row row, byte[] value, long began) {
        changes.lock();
        try {
            if (began == age) {
                if (rows.size() >= ROWS_MAX) {
                    rows.clear();
                }
                rows.put(row, value);
            }
        } finally {
            changes.unlock();
        }
    }

    /** Writes a change of rows, so that nobody sees one of them as it was before after somebody saw it as it is then. */
    void change(Collection<Row> changed, Write write) throws org.rocksdb.RocksDBException {
        if (changed.isEmpty()) {
            write.run();
            return;
        }
        step(changed);
        try {
            write.run();
        } finally {
            step(changed);
        }
    }

    private void step(Collection<Row> changed) {
        changes.lock();
        try {
            long next = age + 1; // one writer, and under the lock
            age = next;
            changed.forEach(rows::remove);
        } finally {
            changes.unlock();
        }
    }

    /** Writes. */
    interface Write {
        void run() throws org.rocksdb.RocksDBException;
    }
}
