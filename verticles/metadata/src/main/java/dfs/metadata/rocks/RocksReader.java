package dfs.metadata.rocks;

import dfs.metadata.index.Index;
import dfs.metadata.index.IndexFailure;
import dfs.metadata.index.Table;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Reads one snapshot of the index. */
final class RocksReader implements Index {

    private final RocksDB db;
    private final Map<Table, ColumnFamilyHandle> handles;
    private final ReadOptions options;
    private final HotRows hot;
    private final long began;

    /** A reader of the snapshot in {@code options}, which is not older than {@code began}, an age of the hot rows. */
    RocksReader(RocksDB db, Map<Table, ColumnFamilyHandle> handles, ReadOptions options, HotRows hot, long began) {
        this.db = db;
        this.handles = handles;
        this.options = options;
        this.hot = hot;
        this.began = began;
    }

    @Override
    public byte @Nullable [] get(Table table, byte[] key) {
        return HotRows.TABLES.contains(table) ? hot.get(table, key, began, () -> read(table, key)) : read(table, key);
    }

    private byte @Nullable [] read(Table table, byte[] key) {
        try {
            return db.get(handle(handles, table), options, key);
        } catch (RocksDBException e) {
            throw unreadable(e);
        }
    }

    @Override
    public Cursor cursor(Table table, byte[] prefix) {
        return RocksCursor.within(
                prefix, options.snapshot(), bounded -> db.newIterator(handle(handles, table), bounded));
    }

    static ColumnFamilyHandle handle(Map<Table, ColumnFamilyHandle> handles, Table table) {
        ColumnFamilyHandle handle = handles.get(table);
        if (handle == null) {
            throw new IllegalStateException("no table " + table);
        }
        return handle;
    }

    static IndexFailure unreadable(RocksDBException cause) {
        return new IndexFailure("the metadata index cannot be read: " + cause.getMessage(), cause);
    }
}
