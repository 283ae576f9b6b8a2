package dfs.storage.disk;

import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * Why an index takes no changes.
 *
 * @param cause what RocksDB says
 * @param isDamaged whether it cannot be read either
 */
record IndexFault(RocksDBException cause, boolean isDamaged) {

    /** Of a change that failed. */
    static IndexFault ofChange(RocksDBException cause) {
        return new IndexFault(
                cause, cause.getStatus() != null && cause.getStatus().getCode() == Status.Code.Corruption);
    }

    /** Of a lookup that failed: a file that the index names and that is not there is damage too. */
    static IndexFault ofLook(RocksDBException cause) {
        return new IndexFault(
                cause,
                ofChange(cause).isDamaged || String.valueOf(cause.getMessage()).contains("No such file or directory"));
    }

    /** Whether the disk has no room for a change. */
    boolean isFull() {
        return cause.getStatus() != null && cause.getStatus().getSubCode() == Status.SubCode.NoSpace;
    }
}
