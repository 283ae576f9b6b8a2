package dfs.perf.limit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB with as many rows as a bucket has keys, and nothing around it. */
public record BareIndex(Path folder) {

    private static final int BATCH_ROWS = 1000;
    private static final int WARM_ROWS = 100_000;
    /** About what the record of a small object takes. */
    private static final int VALUE_BYTES = 160;

    /** Fills an index, then reads all of it, key and value, by one cursor: rows per second. */
    public double rowsPerSecond(int rows) {
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB index = RocksDB.open(options, folder.toString())) {
            fill(index, rows);
            var _ = read(index, Math.min(rows, WARM_ROWS));
            long start = System.nanoTime();
            long read = read(index, rows);
            return read * 1e9 / (System.nanoTime() - start);
        } catch (RocksDBException e) {
            throw new IllegalStateException("RocksDB in " + folder, e);
        }
    }

    private static void fill(RocksDB index, int rows) throws RocksDBException {
        byte[] value = new byte[VALUE_BYTES];
        new Random(1).nextBytes(value);
        try (WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
                FlushOptions flush = new FlushOptions()) {
            for (int first = 0; first < rows; first += BATCH_ROWS) {
                try (WriteBatch batch = new WriteBatch()) {
                    for (int row = first; row < Math.min(rows, first + BATCH_ROWS); row++) {
                        batch.put("bucket/folder/key-%09d".formatted(row).getBytes(StandardCharsets.US_ASCII), value);
                    }
                    index.write(unlogged, batch);
                }
            }
            index.flush(flush);
        }
    }

    private static long read(RocksDB index, long rowsMax) {
        long rows = 0;
        long bytes = 0;
        try (RocksIterator cursor = index.newIterator()) {
            for (cursor.seekToFirst(); cursor.isValid() && rows < rowsMax; cursor.next()) {
                bytes += cursor.key().length + cursor.value().length;
                rows++;
            }
        }
        if (bytes == 0) {
            throw new IllegalStateException("the index is empty");
        }
        return rows;
    }
}
