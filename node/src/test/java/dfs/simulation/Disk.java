package dfs.simulation;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import dfs.protocol.health.ComponentState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * The blobs of one node, on a disk that takes its time, fills up, fails, rots, is taken away, and lies: that something was synced which is
 * gone when the power is cut.
 */
final class Disk implements BlobStore {

    private static final long LIE_NANOS = TimeUnit.SECONDS.toNanos(8);
    private static final long DELETED_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final class Kept {
        private final byte[] bytes;
        private final long sum;
        private final long finishedMillis;
        private long syncedNanos;

        Kept(byte[] bytes, long finishedMillis, long syncedNanos) {
            this.bytes = bytes;
            this.sum = sum(bytes);
            this.finishedMillis = finishedMillis;
            this.syncedNanos = syncedNanos;
        }

        boolean isSound() {
            return sum(bytes) == sum;
        }
    }

    private record Deleted(BlobId id, Kept kept, long atNanos) {}

    private final World world;
    private final Supplier<Life> life;
    private final Supplier<Long> wallMillis;
    private final Consumer<BlobId> deletes;
    private final Plant plant;
    private final NavigableMap<BlobId, Kept> kept = new TreeMap<>();
    private final List<Deleted> deleted = new ArrayList<>();
    private boolean isFull;
    private boolean isFailing;
    private boolean isLying;
    private boolean isSlow;

    /** An empty one; {@code deletes} is told of each blob before it goes. */
    Disk(World world, Supplier<Life> life, Supplier<Long> wallMillis, Consumer<BlobId> deletes, Plant plant) {
        this.world = world;
        this.life = life;
        this.wallMillis = wallMillis;
        this.deletes = deletes;
        this.plant = plant;
    }

    void full(boolean full) {
        isFull = full;
    }

    void failing(boolean failing) {
        isFailing = failing;
    }

    void lying(boolean lying) {
        isLying = lying;
    }

    void slow(boolean slow) {
        isSlow = slow;
    }

    /** Turns a bit of one blob. */
    void rot() {
        if (!kept.isEmpty()) {
            Kept victim = kept.values().stream()
                    .skip(world.dice(kept.size()))
                    .findFirst()
                    .orElseThrow();
            victim.bytes[world.dice(victim.bytes.length)] ^= (byte) (1 << world.dice(8));
        }
    }

    /** All is gone. */
    void wipe() {
        kept.clear();
        deleted.clear();
    }

    /** The power is cut: what was not synced is gone, and what was deleted a moment ago may be back. */
    void crash() {
        kept.values().removeIf(blob -> blob.syncedNanos > world.now());
        for (Deleted each : deleted) {
            if (world.now() - each.atNanos() < DELETED_NANOS && world.once(4)) {
                kept.putIfAbsent(each.id(), each.kept());
            }
        }
        deleted.clear();
    }

    /** Whether it has a blob, sound; for whoever judges. */
    boolean hasSound(BlobId id) {
        Kept blob = kept.get(id);
        return blob != null && blob.isSound();
    }

    List<BlobId> ids() {
        return List.copyOf(kept.keySet());
    }

    private static long sum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return crc.getValue();
    }

    private void take(long leastMicros, long mostMicros) {
        long micros = world.between(leastMicros, mostMicros);
        life.get().sleep(TimeUnit.MICROSECONDS.toNanos(isSlow ? micros * 300 : micros));
        if (isFailing) {
            throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "the disk fails");
        }
    }

    private void requireRoom() {
        if (isFull) {
            throw new S3Failure(ErrorCode.INSUFFICIENT_STORAGE, "the disk is full");
        }
    }

    @Override
    public BlobWriter create(BlobId id, long sizeBytes) {
        take(20, 200);
        requireRoom();
        ByteBuffer written = ByteBuffer.allocate((int) sizeBytes);
        return new BlobWriter() {
            @Override
            public void write(ByteBuffer bytes) {
                take(20, 500);
                requireRoom();
                written.put(bytes);
            }

            @Override
            public void commit() {
                if (written.hasRemaining()) {
                    throw new IllegalStateException("blob " + id + " lacks bytes");
                }
                long millis = wallMillis.get();
                if (plant == Plant.ACKNOWLEDGED_BEFORE_SYNC) {
                    keep(id, written.array(), millis, LIE_NANOS);
                    return;
                }
                take(200, 3_000);
                keep(id, written.array(), millis, isLying ? LIE_NANOS : 0);
                take(20, 200);
            }

            @Override
            public void close() {}
        };
    }

    private void keep(BlobId id, byte[] bytes, long millis, long unsyncedNanos) {
        kept.put(id, new Kept(bytes.clone(), millis, world.now() + unsyncedNanos));
    }

    @Override
    public Optional<BlobReader> open(BlobId id) {
        take(20, 300);
        return Optional.ofNullable(kept.get(id)).map(blob -> new BlobReader() {
            @Override
            public long sizeBytes() {
                return blob.bytes.length;
            }

            @Override
            public ByteBuffer read(long offset, int length) {
                take(20, 500);
                if (!blob.isSound()) {
                    throw new S3Failure(ErrorCode.INTERNAL_ERROR, "blob " + id + " is damaged");
                }
                return ByteBuffer.wrap(Arrays.copyOfRange(blob.bytes, (int) offset, (int) offset + length));
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
        take(100, 2_000);
        for (BlobId id : ids) {
            deletes.accept(id);
            Kept gone = kept.remove(id);
            if (gone != null) {
                deleted.add(new Deleted(id, gone, world.now()));
            }
        }
    }

    @Override
    public List<StoredBlob> list(Optional<BlobId> after, int max) {
        take(100, 1_000);
        Map<BlobId, Kept> tail =
                after.<Map<BlobId, Kept>>map(id -> kept.tailMap(id, false)).orElse(kept);
        return tail.entrySet().stream()
                .limit(max)
                .map(each ->
                        new StoredBlob(each.getKey(), each.getValue().bytes.length, each.getValue().finishedMillis))
                .toList();
    }

    @Override
    public Verdict verify(BlobId id, LongConsumer readBytes) {
        take(50, 500);
        Kept blob = kept.get(id);
        if (blob == null) {
            return new Verdict.Absent();
        }
        readBytes.accept(blob.bytes.length);
        return blob.isSound() ? new Verdict.Sound(blob.bytes.length) : new Verdict.Damaged("a bit turned");
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
        return new Space(1 << 30, 1 << 29, 0, 0, kept.size());
    }
}
