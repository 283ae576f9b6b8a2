package dfs.metadata.rocks;

import dfs.core.CanIgnoreReturnValue;
import dfs.metadata.index.Index;
import dfs.metadata.index.IndexFailure;
import dfs.metadata.index.Table;
import dfs.metadata.index.WritableIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;
import org.rocksdb.TablePropertiesCollectorFactory;
import org.rocksdb.WriteBatchWithIndex;
import org.rocksdb.WriteOptions;

/**
 * The index in a RocksDB of one column family per table. It keeps no log of its own: whoever writes has one, and repeats
 * from it what was written after the last {@link #flush}. One writer at a time, any number of readers.
 */
public final class RocksStore implements AutoCloseable {

    /** All tables' write buffers together; what a restart has to repeat from the log stays in proportion. */
    private static final long WRITE_BUFFERS_BYTES = 32L << 20;

    /** Blocks kept in memory, of all tables together, their filters and indexes included. */
    private static final long BLOCK_CACHE_BYTES = 32L << 20;

    /** The cache in few parts (four): each holds the largest block there is many times over. By default it has one for 512 KiB. */
    private static final int CACHE_SHARD_BITS = 2;

    /** The share of the cache that indexes and filters keep, however many rows pass through. */
    private static final double CACHE_SHARE_OF_INDEXES = 0.5;

    private static final int FILTER_BITS_PER_KEY = 10;

    /**
     * Where half of so many rows in a line are deletions, or half of a file, the file is compacted soon: a listing passes over
     * each deletion that stands between two results.
     */
    private static final long DELETION_WINDOW = 4_096;

    private static final double DELETION_SHARE = 0.5;

    private final List<AutoCloseable> natives = new ArrayList<>();
    private final Map<Table, ColumnFamilyHandle> handles = new EnumMap<>(Table.class);
    private final HotRows hot = new HotRows();
    private final RocksDB db;
    private final WriteOptions withoutLog;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReadWriteLock open = new ReentrantReadWriteLock();
    private final Path folder;
    private final int sharers;
    private boolean isClosed;

    /** Opens a store that has all the memory there is for stores. */
    public RocksStore(Path folder) throws IOException {
        this(folder, 1);
    }

    /**
     * Opens the store in {@code folder}, making it where there is none.
     *
     * @param sharers how many stores the memory is for, this one included
     * @throws IOException where it cannot be opened, with the reason
     */
    public RocksStore(Path folder, int sharers) throws IOException {
        this.folder = folder;
        this.sharers = sharers;
        RocksDB.loadLibrary();
        Files.createDirectories(folder);
        withoutLog = keep(new WriteOptions().setDisableWAL(true));
        Cache cache = keep(new LRUCache(BLOCK_CACHE_BYTES / sharers, CACHE_SHARD_BITS, false, CACHE_SHARE_OF_INDEXES));
        BlockBasedTableConfig blocks = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                // In parts of some KiB: a look-up reads one of them, and not the half MiB of a whole file.
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setPinTopLevelIndexAndFilter(true)
                .setFilterPolicy(keep(new BloomFilter(FILTER_BITS_PER_KEY)));
        Options collecting = keep(new Options());
        collecting.setTablePropertiesCollectorFactory(
                List.of(keep(TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(
                        DELETION_WINDOW, DELETION_WINDOW / 2, DELETION_SHARE))));
        ColumnFamilyOptions family = keep(new ColumnFamilyOptions(collecting)
                .setTableFormatConfig(blocks)
                .setCompressionType(CompressionType.LZ4_COMPRESSION));
        DBOptions options = keep(new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setAtomicFlush(true)
                .setDbWriteBufferSize(WRITE_BUFFERS_BYTES / sharers)
                .setMaxBackgroundJobs(2)
                .setMaxOpenFiles(256)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(2));
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, family));
        for (Table table : Table.values()) {
            descriptors.add(new ColumnFamilyDescriptor(dfs.metadata.index.Keys.text(table.name()), family));
        }
        List<ColumnFamilyHandle> opened = new ArrayList<>();
        try {
            db = RocksDB.open(options, folder.toString(), descriptors, opened);
        } catch (RocksDBException e) {
            close(natives);
            throw new IOException(
                    "The metadata index in " + folder + " cannot be opened: " + e.getMessage()
                            + ". Look at its disk; where a file is damaged bring the folder back from a copy, together with"
                            + " the log beside it.",
                    e);
        }
        natives.addAll(opened);
        natives.add(db);
        int next = 1; // the default family comes first, and holds nothing
        for (Table table : Table.values()) {
            handles.put(table, opened.get(next++));
        }
    }

    /** This store opened anew, after it was closed. */
    public RocksStore again() throws IOException {
        return new RocksStore(folder, sharers);
    }

    /** Reads from one unchanging state. */
    public <A> A read(Function<Index, A> reader) {
        return whileOpen(() -> {
            long began = hot.age();
            Snapshot snapshot = db.getSnapshot();
            try (ReadOptions options = new ReadOptions().setSnapshot(snapshot)) {
                return reader.apply(new RocksReader(db, handles, options, hot, began));
            } finally {
                db.releaseSnapshot(snapshot);
            }
        });
    }

    /** Lets {@code writer} read and write, and then makes all it wrote visible at once. */
    public void write(Consumer<WritableIndex> writer) {
        whileOpen(() -> {
            try (WriteBatchWithIndex batch = new WriteBatchWithIndex(true);
                    ReadOptions options = new ReadOptions()) {
                RocksBatch changes = new RocksBatch(db, handles, batch, options);
                writing.lock();
                try {
                    writer.accept(changes);
                    hot.change(changes.hotRows(), () -> db.write(withoutLog, batch));
                } finally {
                    writing.unlock();
                }
                return batch;
            } catch (RocksDBException e) {
                throw new IndexFailure("the metadata index cannot be written: " + e.getMessage(), e);
            }
        });
    }

    /** Makes durable what was written; blocks until it is. */
    public void flush() {
        whileOpen(() -> {
            try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
                db.flush(options, new ArrayList<>(handles.values()));
                return options;
            } catch (RocksDBException e) {
                throw new IndexFailure("the metadata index cannot be flushed: " + e.getMessage(), e);
            }
        });
    }

    /**
     * Makes a second store of the same content, of links to the same files; nothing is written meanwhile.
     *
     * @param folderOf names its folder, which must not be there, by what the store holds
     */
    public void copy(Function<Index, Path> folderOf) {
        writing.lock();
        try {
            Path folder = read(folderOf);
            whileOpen(() -> {
                try (Checkpoint checkpoint = Checkpoint.create(db)) {
                    checkpoint.createCheckpoint(folder.toString());
                    return folder;
                } catch (RocksDBException e) {
                    throw new IndexFailure("the metadata index cannot be copied: " + e.getMessage(), e);
                }
            });
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        open.writeLock().lock();
        try {
            if (!isClosed) {
                isClosed = true;
                close(natives);
            }
        } finally {
            open.writeLock().unlock();
        }
    }

    @CanIgnoreReturnValue
    private <A> A whileOpen(java.util.function.Supplier<A> work) {
        open.readLock().lock();
        try {
            if (isClosed) {
                throw new dfs.core.error.S3Failure(
                        dfs.core.error.ErrorCode.SERVICE_UNAVAILABLE,
                        "The metadata index is closed, or is being opened anew; retry.");
            }
            return work.get();
        } finally {
            open.readLock().unlock();
        }
    }

    private <N extends AutoCloseable> N keep(N opened) {
        natives.add(opened);
        return opened;
    }

    private static void close(List<AutoCloseable> natives) {
        for (AutoCloseable each : natives.reversed()) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException("a native part of the metadata index cannot be closed", e);
            }
        }
    }
}
