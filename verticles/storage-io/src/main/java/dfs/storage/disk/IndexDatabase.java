package dfs.storage.disk;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The RocksDB database that holds a {@link PlaceIndex}: without a log, and small in memory. */
final class IndexDatabase implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(IndexDatabase.class);

    private static final byte[] STORE_ID = {'m'};

    /** Blocks of the index kept in memory; beyond that the operating system's cache serves. */
    private static final long CACHE_BYTES = 16L << 20;
    /** The cache in few parts (four): each holds the largest block there is many times over. By default it has one for 512 KiB. */
    private static final int CACHE_SHARD_BITS = 2;
    /** The share of the cache that indexes and filters keep, however many rows pass through. */
    private static final double CACHE_SHARE_OF_INDEXES = 0.5;
    /** Changes kept in memory until they are written out. */
    private static final long BUFFER_BYTES = 8L << 20;

    private static final int OPEN_FILES_MAX = 256;
    private static final int BLOOM_BITS = 10;

    private final LRUCache cache;
    private final BloomFilter bloom;
    private final Options options;
    private final RocksDB database;
    private final WriteOptions unlogged;
    private final FlushOptions waiting;

    private IndexDatabase(Path folder, boolean isReadOnly) throws RocksDBException {
        RocksDB.loadLibrary();
        cache = new LRUCache(CACHE_BYTES, CACHE_SHARD_BITS, false, CACHE_SHARE_OF_INDEXES);
        bloom = new BloomFilter(BLOOM_BITS);
        options = options();
        unlogged = new WriteOptions().setDisableWAL(true);
        waiting = new FlushOptions().setWaitForFlush(true);
        try {
            database = isReadOnly
                    ? RocksDB.openReadOnly(options, folder.toString())
                    : RocksDB.open(options, folder.toString());
        } catch (RocksDBException e) {
            closeOptions();
            throw e;
        }
    }

    /** Opens the database; empty where it belongs to another store. A new one is made where the folder is empty. */
    static Optional<IndexDatabase> open(Path folder, long storeId) throws RocksDBException {
        return mine(new IndexDatabase(folder, false), storeId, true);
    }

    /** Opens the database of a store; where it is damaged, cannot be read or is another store's, an empty one is made in its place. */
    static IndexDatabase openOrMake(Path folder, long storeId, boolean isDamaged) throws RocksDBException {
        if (!isDamaged) {
            try {
                Optional<IndexDatabase> open = openAgain(folder, storeId);
                if (open.isPresent()) {
                    return open.get();
                }
                log.atWarn().addKeyValue("folder", folder).log("index is of another store");
            } catch (RocksDBException e) {
                boolean mayPass = e.getStatus() != null && e.getStatus().getCode() == Status.Code.IOError;
                IndexFault fault = IndexFault.ofLook(e);
                if (mayPass && !fault.isDamaged() && !fault.isUnreadable()) {
                    throw e;
                }
                log.atWarn().setCause(e).addKeyValue("folder", folder).log("index is damaged");
            }
        }
        log.atWarn().addKeyValue("folder", folder).log("index is made again from the segments");
        return make(folder, storeId);
    }

    /** As {@link #open}, once more where a file could not be read: that may pass, and what is made anew knows less. */
    private static Optional<IndexDatabase> openAgain(Path folder, long storeId) throws RocksDBException {
        try {
            return open(folder, storeId);
        } catch (RocksDBException e) {
            if (!IndexFault.ofLook(e).isUnreadable()) {
                throw e;
            }
            log.atWarn().setCause(e).addKeyValue("folder", folder).log("index cannot be read, trying again");
            return open(folder, storeId);
        }
    }

    /** Opens what is on disk without changing anything there; where that fails too, throws why it could not be changed. */
    static IndexDatabase openToRead(Path folder, long storeId, RocksDBException why) throws RocksDBException {
        try {
            return mine(new IndexDatabase(folder, true), storeId, false).orElseThrow(() -> why);
        } catch (RocksDBException e) {
            if (!e.equals(why)) {
                why.addSuppressed(e);
            }
            throw why;
        }
    }

    private static Optional<IndexDatabase> mine(IndexDatabase open, long storeId, boolean mayMark)
            throws RocksDBException {
        byte[] mine = ByteBuffer.allocate(Long.BYTES).putLong(storeId).array();
        try {
            byte @Nullable [] found = open.get(STORE_ID);
            if (found == null && open.isEmpty()) {
                if (mayMark) {
                    open.begin(mine);
                }
                return Optional.of(open);
            }
            if (Arrays.equals(found, mine)) {
                return Optional.of(open);
            }
            open.close();
            return Optional.empty();
        } catch (RocksDBException e) {
            open.close();
            throw e;
        }
    }

    /** Says of an empty database whose it is, and that it does not hold yet what its store does. */
    private void begin(byte[] storeId) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            batch.put(STORE_ID, storeId);
            batch.put(IndexKey.lacking(), new byte[0]);
            write(batch);
        }
    }

    /** Removes what is there and makes an empty database. */
    static IndexDatabase make(Path folder, long storeId) throws RocksDBException {
        RocksDB.loadLibrary();
        try (Options options = new Options()) {
            RocksDB.destroyDB(folder.toString(), options);
        }
        return open(folder, storeId).orElseThrow(() -> new IllegalStateException("the index in " + folder + " stays"));
    }

    private Options options() {
        return new Options()
                .setCreateIfMissing(true)
                .setWriteBufferSize(BUFFER_BYTES)
                .setMaxWriteBufferNumber(2)
                .setMaxOpenFiles(OPEN_FILES_MAX)
                .setMaxBackgroundJobs(2)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setAvoidFlushDuringShutdown(true)
                .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL)
                .setKeepLogFileNum(2)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setFilterPolicy(bloom)
                        .setCacheIndexAndFilterBlocks(true)
                        .setCacheIndexAndFilterBlocksWithHighPriority(true)
                        .setPinL0FilterAndIndexBlocksInCache(true)
                        // In parts of some KiB: a look-up reads one of them, and not the half MiB of a whole file.
                        .setIndexType(IndexType.kTwoLevelIndexSearch)
                        .setPartitionFilters(true)
                        .setPinTopLevelIndexAndFilter(true));
    }

    byte @Nullable [] get(byte[] key) throws RocksDBException {
        return database.get(key);
    }

    RocksIterator iterator() {
        return database.newIterator();
    }

    void write(WriteBatch batch) throws RocksDBException {
        database.write(unlogged, batch);
    }

    void flush() throws RocksDBException {
        database.flush(waiting);
    }

    private boolean isEmpty() throws RocksDBException {
        try (RocksIterator rows = database.newIterator()) {
            rows.seekToFirst();
            rows.status();
            return !rows.isValid();
        }
    }

    @Override
    public void close() {
        database.close();
        closeOptions();
    }

    private void closeOptions() {
        unlogged.close();
        waiting.close();
        options.close();
        bloom.close();
        cache.close();
    }
}
