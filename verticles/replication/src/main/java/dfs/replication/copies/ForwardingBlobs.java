package dfs.replication.copies;

import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import dfs.protocol.health.ComponentState;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Another store, to be overridden in part. */
public class ForwardingBlobs implements BlobStore {

    private final BlobStore store;

    /** Forwards to {@code store}. */
    public ForwardingBlobs(BlobStore store) {
        this.store = store;
    }

    @Override
    public BlobWriter create(BlobId id, long sizeBytes) {
        return store.create(id, sizeBytes);
    }

    @Override
    public Optional<BlobReader> open(BlobId id) {
        return store.open(id);
    }

    @Override
    public void delete(List<BlobId> ids) {
        store.delete(ids);
    }

    @Override
    public List<StoredBlob> list(Optional<BlobId> after, int max) {
        return store.list(after, max);
    }

    @Override
    public Verdict verify(BlobId id, LongConsumer readBytes) {
        return store.verify(id, readBytes);
    }

    @Override
    public Optional<Compacted> compact() {
        return store.compact();
    }

    @Override
    public void missed(List<BlobId> ids) {
        store.missed(ids);
    }

    @Override
    public ComponentState state() {
        return store.state();
    }

    @Override
    public Space space() {
        return store.space();
    }
}
