package dfs.peer.blob;

import dfs.core.Bytes;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import dfs.protocol.health.ComponentState;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongConsumer;

/** Blobs in memory; tells what happens to writers. */
final class FakeBlobs implements BlobStore {

    static final long FINISHED_MILLIS = 1_700_000_000_123L;

    final NavigableMap<BlobId, Bytes> kept = new ConcurrentSkipListMap<>();
    /** What happened: created, committed, closed. */
    final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    /** What every write fails with. */
    volatile Optional<S3Failure> failure = Optional.empty();
    /** Whether what is read is not what was written. */
    volatile boolean isDamaged;

    /** What a commit does before it is made. */
    volatile Runnable slow = () -> {};

    @Override
    public BlobWriter create(BlobId id, long sizeBytes) {
        events.add("created");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return new BlobWriter() {
            @Override
            public void write(ByteBuffer more) {
                if (failure.isPresent()) {
                    throw failure.get();
                }
                byte[] array = new byte[more.remaining()];
                more.get(array);
                bytes.writeBytes(array);
            }

            @Override
            public void commit() {
                if (bytes.size() != sizeBytes) {
                    throw new IllegalStateException("short");
                }
                slow.run();
                kept.put(id, Bytes.wrap(bytes.toByteArray()));
                events.add("committed");
            }

            @Override
            public void close() {
                events.add("closed");
            }
        };
    }

    @Override
    public Optional<BlobReader> open(BlobId id) {
        return Optional.ofNullable(kept.get(id)).map(bytes -> new BlobReader() {
            @Override
            public long sizeBytes() {
                return bytes.length();
            }

            @Override
            public ByteBuffer read(long offset, int length) {
                if (isDamaged) {
                    throw new S3Failure(ErrorCode.INTERNAL_ERROR, "Damaged.");
                }
                return bytes.buffer().slice((int) offset, length);
            }

            @Override
            public Optional<Region> region(long offset, long length) {
                return Optional.empty();
            }

            @Override
            public void close() {}
        });
    }

    @Override
    public void delete(List<BlobId> ids) {
        ids.forEach(kept::remove);
    }

    @Override
    public List<StoredBlob> list(Optional<BlobId> after, int max) {
        return after.map(id -> kept.tailMap(id, false)).orElse(kept).entrySet().stream()
                .limit(max)
                .map(each -> new StoredBlob(each.getKey(), each.getValue().length(), FINISHED_MILLIS))
                .toList();
    }

    @Override
    public Verdict verify(BlobId id, LongConsumer readBytes) {
        Bytes bytes = kept.get(id);
        if (bytes == null) {
            return new Verdict.Absent();
        }
        readBytes.accept(1);
        readBytes.accept(bytes.length() - 1L);
        return isDamaged ? new Verdict.Damaged("a bit flipped; \u00fc") : new Verdict.Sound(bytes.length());
    }

    @Override
    public Optional<Compacted> compact() {
        throw new IllegalStateException("not from afar");
    }

    @Override
    public ComponentState state() {
        return new ComponentState(ComponentState.Status.DEGRADED, "so\nso");
    }

    @Override
    public Space space() {
        return new Space(5, 4, 3, 2, kept.size());
    }
}
