package dfs.replication.copies;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/**
 * This node's own store as one of several. A blob has one writer at a time here: a write under way and a repair would meet in one file. What
 * is found damaged while somebody reads or checks it is asked to be repaired.
 */
final class OwnBlobs extends ForwardingBlobs {

    private final Wants wants;
    private final Set<BlobId> underWay = ConcurrentHashMap.newKeySet();

    OwnBlobs(BlobStore store, Wants wants) {
        super(store);
        this.wants = wants;
    }

    @Override
    public BlobWriter create(BlobId id, long sizeBytes) {
        if (!underWay.add(id)) {
            throw new S3Failure(ErrorCode.SLOW_DOWN, "Blob " + id + " is being written already.");
        }
        try {
            return new OnlyWriter(id, super.create(id, sizeBytes));
        } catch (RuntimeException failure) {
            underWay.remove(id);
            throw failure;
        }
    }

    @Override
    public Optional<BlobReader> open(BlobId id) {
        try {
            return super.open(id).map(reader -> new WatchedReader(id, reader));
        } catch (S3Failure failure) {
            throw noted(id, failure);
        }
    }

    @Override
    public void missed(List<BlobId> ids) {
        ids.forEach(wants::add);
    }

    @Override
    public Verdict verify(BlobId id, LongConsumer readBytes) {
        Verdict verdict = super.verify(id, readBytes);
        if (verdict instanceof Verdict.Damaged) {
            wants.add(id);
        }
        return verdict;
    }

    private S3Failure noted(BlobId id, S3Failure failure) {
        if (failure.code() == ErrorCode.INTERNAL_ERROR) {
            wants.add(id);
        }
        return failure;
    }

    private final class OnlyWriter implements BlobWriter {

        private final BlobId id;
        private final BlobWriter writer;
        private boolean isClosed;

        OnlyWriter(BlobId id, BlobWriter writer) {
            this.id = id;
            this.writer = writer;
        }

        @Override
        public void write(ByteBuffer bytes) {
            writer.write(bytes);
        }

        @Override
        public void commit() {
            writer.commit();
        }

        @Override
        public void close() {
            if (!isClosed) {
                isClosed = true;
                try {
                    writer.close();
                } finally {
                    underWay.remove(id);
                }
            }
        }
    }

    private final class WatchedReader implements BlobReader {

        private final BlobId id;
        private final BlobReader reader;

        WatchedReader(BlobId id, BlobReader reader) {
            this.id = id;
            this.reader = reader;
        }

        @Override
        public long sizeBytes() {
            return reader.sizeBytes();
        }

        @Override
        public ByteBuffer read(long offset, int length) {
            try {
                return reader.read(offset, length);
            } catch (S3Failure failure) {
                throw noted(id, failure);
            }
        }

        @Override
        public Optional<Region> region(long offset, long length) {
            try {
                return reader.region(offset, length);
            } catch (S3Failure failure) {
                throw noted(id, failure);
            }
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
