package dfs.replication.copies;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import dfs.protocol.health.ComponentState;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** The store of a node that keeps no bytes: nothing is in it, and it takes nothing. Safe for any number of threads. */
public final class NoBlobs implements BlobStore {

    @Override
    public BlobWriter create(BlobId id, long sizeBytes) {
        throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "This node keeps no bytes.");
    }

    @Override
    public Optional<BlobReader> open(BlobId id) {
        return Optional.empty();
    }

    @Override
    public void delete(List<BlobId> ids) {
        // There is none of them.
    }

    @Override
    public List<StoredBlob> list(Optional<BlobId> after, int max) {
        return List.of();
    }

    @Override
    public Verdict verify(BlobId id, LongConsumer readBytes) {
        return new Verdict.Absent();
    }

    @Override
    public Optional<Compacted> compact() {
        return Optional.empty();
    }

    @Override
    public ComponentState state() {
        return ComponentState.OPERATIONAL;
    }

    @Override
    public Space space() {
        return new Space(0, 0, 0, 0, 0);
    }
}
