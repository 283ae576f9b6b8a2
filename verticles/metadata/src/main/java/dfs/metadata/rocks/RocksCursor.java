package dfs.metadata.rocks;

import dfs.metadata.index.Index;
import dfs.metadata.index.Keys;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/** Walks a prefix of a table; never reads beyond it. */
final class RocksCursor implements Index.Cursor {

    private final byte[] prefix;
    private final ReadOptions options;
    private final @Nullable Slice end;
    private final RocksIterator iterator;
    private boolean isStarted;
    private byte[] key = new byte[0];

    private RocksCursor(
            byte[] prefix, ReadOptions options, @Nullable Slice end, Function<ReadOptions, RocksIterator> opening) {
        this.prefix = prefix;
        this.options = options;
        this.end = end;
        this.iterator = opening.apply(options);
    }

    /** A cursor over what {@code opening} opens, bounded to a prefix. */
    static RocksCursor within(
            byte[] prefix, @Nullable Snapshot snapshot, Function<ReadOptions, RocksIterator> opening) {
        ReadOptions options = new ReadOptions();
        if (snapshot != null) {
            options.setSnapshot(snapshot);
        }
        byte[] after = Keys.afterPrefix(prefix);
        Slice end = after == null ? null : new Slice(after);
        if (end != null) {
            options.setIterateUpperBound(end);
        }
        return new RocksCursor(prefix, options, end, opening);
    }

    @Override
    public boolean seek(byte[] key) {
        isStarted = true;
        iterator.seek(Arrays.compareUnsigned(key, prefix) < 0 ? prefix : key);
        return isThere();
    }

    @Override
    public boolean next() {
        if (!isStarted) {
            return seek(prefix);
        }
        if (!iterator.isValid()) {
            return false;
        }
        iterator.next();
        return isThere();
    }

    private boolean isThere() {
        if (iterator.isValid()) {
            key = iterator.key();
            return Keys.startsWith(key, prefix);
        }
        try {
            iterator.status();
        } catch (RocksDBException e) {
            throw RocksReader.unreadable(e);
        }
        return false;
    }

    @Override
    public byte[] key() {
        return key;
    }

    @Override
    public byte[] value() {
        return iterator.value();
    }

    @Override
    public void close() {
        iterator.close();
        options.close();
        if (end != null) {
            end.close();
        }
    }
}
