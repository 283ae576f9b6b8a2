package dfs.storage.disk;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import java.util.Optional;
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

    /** What to tell whoever cannot be served because of it; a fault may be over while its repair still goes on. */
    static S3Failure unavailable(Optional<IndexFault> fault) {
        return fault.filter(IndexFault::isFull).isPresent()
                ? new S3Failure(
                        ErrorCode.INSUFFICIENT_STORAGE,
                        "The disk of this node is full. Free space or add some, then retry.")
                : new S3Failure(
                        ErrorCode.SERVICE_UNAVAILABLE, "This node's index of blobs is being repaired; retry later.");
    }

    private boolean isFull() {
        return cause.getStatus() != null && cause.getStatus().getSubCode() == Status.SubCode.NoSpace;
    }
}
