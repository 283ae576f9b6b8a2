package dfs.replication.copies;

import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads from one replica, and goes on with the next one where the bytes are not sound. */
final class SoundReader implements BlobReader {

    private final BlobId id;
    private final Iterator<BlobStore> others;
    /** All that were opened: a region of an earlier one may still be on its way. */
    private final List<BlobReader> opened = new ArrayList<>();

    private SoundReader(BlobId id, Iterator<BlobStore> others) {
        this.id = id;
        this.others = others;
    }

    static Optional<BlobReader> open(List<BlobStore> replicas, BlobId id) {
        if (replicas.size() == 1) {
            return replicas.getFirst().open(id);
        }
        SoundReader reader = new SoundReader(id, replicas.iterator());
        return reader.openNext(Optional.empty()) ? Optional.of(reader) : Optional.empty();
    }

    @Override
    public long sizeBytes() {
        return opened.getFirst().sizeBytes();
    }

    @Override
    public ByteBuffer read(long offset, int length) {
        return ofSound(reader -> reader.read(offset, length));
    }

    @Override
    public Optional<Region> region(long offset, long length) {
        return ofSound(reader -> reader.region(offset, length));
    }

    @Override
    public void close() {
        opened.forEach(BlobReader::close);
    }

    private <T> T ofSound(Function<BlobReader, T> read) {
        while (true) {
            try {
                return read.apply(opened.getLast());
            } catch (S3Failure failure) {
                if (!openNext(Optional.of(failure))) {
                    throw failure;
                }
            }
        }
    }

    /** Opens the next replica that has the blob; where none has, fails with what hindered one that may have it. */
    private boolean openNext(Optional<S3Failure> before) {
        Optional<S3Failure> hindered = before;
        while (others.hasNext()) {
            try {
                Optional<BlobReader> next = others.next().open(id);
                if (next.isPresent()) {
                    opened.add(next.get());
                    return true;
                }
            } catch (S3Failure failure) {
                hindered = Optional.of(failure);
            }
        }
        if (hindered.isPresent()) {
            throw hindered.get();
        }
        return false;
    }
}
