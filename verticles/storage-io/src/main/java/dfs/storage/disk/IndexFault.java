package dfs.storage.disk;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import java.util.List;
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

    /** What RocksDB says it was at when it read a file, or opened one to read it (env/io_posix.cc and env/fs_posix.cc). */
    private static final List<String> READS =
            List.of("While pread", "While read", "While mmap read", "for random read", "for sequential");

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

    /** Whether a file of it could not be read, which may pass. */
    boolean isUnreadable() {
        String text = String.valueOf(cause.getMessage());
        return text.contains("Input/output error") && READS.stream().anyMatch(text::contains);
    }

    /** The same, as damage. */
    IndexFault damaged() {
        return new IndexFault(cause, true);
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
