package dfs.metadata.rocks;

import dfs.core.Bytes;
import dfs.metadata.index.IndexFailure;
import dfs.metadata.index.Table;
import dfs.metadata.index.WritableIndex;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatchWithIndex;

/** The index as it will be once the batch is written. */
final class RocksBatch implements WritableIndex {

    private final RocksDB db;
    private final Map<Table, ColumnFamilyHandle> handles;
    private final WriteBatchWithIndex batch;
    private final ReadOptions options;
    private final Set<HotRows.Row> hotRows = new HashSet<>();

    /** Rows as they were read or written last: most mutations of a batch ask for the same few, and for one row twice. */
    private final Map<HotRows.Row, Found> seen = new HashMap<>();

    private boolean hasStep;

    RocksBatch(RocksDB db, Map<Table, ColumnFamilyHandle> handles, WriteBatchWithIndex batch, ReadOptions options) {
        this.db = db;
        this.handles = handles;
        this.batch = batch;
        this.options = options;
    }

    /** A row's value; null where there is none. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Found(byte @Nullable [] value) {}

    @Override
    public byte @Nullable [] get(Table table, byte[] key) {
        return seen.computeIfAbsent(new HotRows.Row(table, Bytes.wrap(key)), row -> new Found(read(table, key)))
                .value();
    }

    private byte @Nullable [] read(Table table, byte[] key) {
        try {
            return batch.getFromBatchAndDB(db, RocksReader.handle(handles, table), options, key);
        } catch (RocksDBException e) {
            throw RocksReader.unreadable(e);
        }
    }

    @Override
    public Cursor cursor(Table table, byte[] prefix) {
        ColumnFamilyHandle handle = RocksReader.handle(handles, table);
        return RocksCursor.within(
                prefix, null, bounded -> batch.newIteratorWithBase(handle, db.newIterator(handle, bounded), bounded));
    }

    /** The hot rows that this changes; maybe some more, whose change was undone. */
    Set<HotRows.Row> hotRows() {
        return hotRows;
    }

    private void note(Table table, byte[] key, byte @Nullable [] value) {
        HotRows.Row row = new HotRows.Row(table, Bytes.wrap(key));
        seen.put(row, new Found(value));
        if (HotRows.TABLES.contains(table)) {
            hotRows.add(row);
        }
    }

    @Override
    public void put(Table table, byte[] key, byte[] value) {
        note(table, key, value);
        try {
            batch.put(RocksReader.handle(handles, table), key, value);
        } catch (RocksDBException e) {
            throw unwritable(e);
        }
    }

    @Override
    public void delete(Table table, byte[] key) {
        note(table, key, null);
        try {
            batch.delete(RocksReader.handle(handles, table), key);
        } catch (RocksDBException e) {
            throw unwritable(e);
        }
    }

    @Override
    public void step() {
        try {
            if (hasStep) {
                batch.popSavePoint();
            }
            batch.setSavePoint();
            hasStep = true;
        } catch (RocksDBException e) {
            throw unwritable(e);
        }
    }

    @Override
    public void undo() {
        seen.clear();
        try {
            batch.rollbackToSavePoint();
            batch.setSavePoint();
        } catch (RocksDBException e) {
            throw unwritable(e);
        }
    }

    private static IndexFailure unwritable(RocksDBException cause) {
        return new IndexFailure("the metadata index cannot be written: " + cause.getMessage(), cause);
    }
}
