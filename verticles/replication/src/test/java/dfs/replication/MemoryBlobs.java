package dfs.replication;

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
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongConsumer;

/** Blobs in memory, which can be damaged and can fail. */
public final class MemoryBlobs implements BlobStore {

    private record Kept(Bytes content, long finishedMillis) {
        byte[] bytes() {
            return content.array();
        }
    }

    private final ConcurrentSkipListMap<BlobId, Kept> kept = new ConcurrentSkipListMap<>();
    /** Those whose bytes are not sound. */
    public final Set<BlobId> damaged = ConcurrentHashMap.newKeySet();

    private final Set<BlobId> knownDamaged = ConcurrentHashMap.newKeySet();
    /** What it was told that it was left out of. */
    public final Set<BlobId> missed = ConcurrentHashMap.newKeySet();
    /** What every write fails with. */
    public Optional<S3Failure> failure = Optional.empty();
    /** What compactions are still to win. */
    public int compactionsLeft;

    private final InstantSource clock;

    /** Stamps blobs by {@code clock}. */
    public MemoryBlobs(InstantSource clock) {
        this.clock = clock;
    }

    /** Writes a blob at once. */
    public static void put(BlobStore store, BlobId id, byte[] bytes) {
        try (BlobWriter writer = store.create(id, bytes.length)) {
            writer.write(ByteBuffer.wrap(bytes));
            writer.commit();
        }
    }

    /** Whether the blob is here. */
    public boolean holds(BlobId id) {
        return kept.containsKey(id);
    }

    /** Takes a blob away, as a disk that loses it. */
    public void lose(BlobId id) {
        kept.remove(id);
    }

    @Override
    public BlobWriter create(BlobId id, long sizeBytes) {
        throwFailure();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return new BlobWriter() {
            @Override
            public void write(ByteBuffer more) {
                throwFailure();
                while (more.hasRemaining()) {
                    bytes.write(more.get());
                }
            }

            @Override
            public void commit() {
                throwFailure();
                damaged.remove(id);
                kept.put(id, new Kept(Bytes.wrap(bytes.toByteArray()), clock.millis()));
            }

            @Override
            public void close() {}
        };
    }

    private void throwFailure() {
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    @Override
    public Optional<BlobReader> open(BlobId id) {
        return Optional.ofNullable(kept.get(id)).map(blob -> new BlobReader() {
            @Override
            public long sizeBytes() {
                return blob.bytes().length;
            }

            @Override
            public ByteBuffer read(long offset, int length) {
                if (damaged.contains(id)) {
                    throw new S3Failure(ErrorCode.INTERNAL_ERROR);
                }
                return ByteBuffer.wrap(Arrays.copyOfRange(blob.bytes(), (int) offset, (int) offset + length));
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
        Map<BlobId, Kept> tail =
                after.<Map<BlobId, Kept>>map(id -> kept.tailMap(id, false)).orElse(kept);
        return tail.entrySet().stream()
                .limit(max)
                .map(each -> new StoredBlob(
                        each.getKey(),
                        each.getValue().bytes().length,
                        each.getValue().finishedMillis(),
                        knownDamaged.contains(each.getKey())))
                .toList();
    }

    @Override
    public Verdict verify(BlobId id, LongConsumer readBytes) {
        Kept blob = kept.get(id);
        if (blob == null) {
            return new Verdict.Absent();
        }
        readBytes.accept(blob.bytes().length);
        if (damaged.contains(id)) {
            knownDamaged.add(id);
            return new Verdict.Damaged("a bit flipped");
        }
        knownDamaged.remove(id);
        return new Verdict.Sound(blob.bytes().length);
    }

    @Override
    public Optional<Compacted> compact() {
        return compactionsLeft-- > 0 ? Optional.of(new Compacted(10, 100)) : Optional.empty();
    }

    @Override
    public void missed(List<BlobId> ids) {
        missed.addAll(ids);
    }

    @Override
    public ComponentState state() {
        return failure.map(why -> new ComponentState(
                        ComponentState.Status.DEGRADED, why.error().message()))
                .orElse(ComponentState.OPERATIONAL);
    }

    @Override
    public Space space() {
        return new Space(1000, 500, 0, 0, kept.size());
    }
}
