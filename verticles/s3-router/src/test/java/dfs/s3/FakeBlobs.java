package dfs.s3;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import dfs.protocol.health.ComponentState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/** Keeps blobs one after the other in a temporary file. A blob can be damaged from some byte on. */
public final class FakeBlobs implements BlobStore, AutoCloseable {

    private record Place(long position, long length) {}

    private record Given(ByteBuffer bytes, long sum) {}

    private final Queue<Given> given = new ConcurrentLinkedQueue<>();
    private final FileChannel file;
    private final Map<BlobId, Place> places = new ConcurrentHashMap<>();
    private final AtomicLong end = new AtomicLong();
    final Set<BlobId> uncommitted = ConcurrentHashMap.newKeySet();
    final AtomicInteger openReaders = new AtomicInteger();
    private volatile Duration commitDelay = Duration.ZERO;
    private volatile long damagedFrom = Long.MAX_VALUE;
    /** Run by every commit before it is done. */
    volatile Runnable beforeCommit = () -> {};

    /** No blobs. */
    public FakeBlobs() {
        try {
            file = FileChannel.open(
                    Files.createTempFile("blobs", ".tmp"),
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on a commit takes so long. */
    void delayCommits(Duration delay) {
        commitDelay = delay;
    }

    /** From now on no byte at or behind this offset of a blob can be read. */
    void damageFrom(long offset) {
        damagedFrom = offset;
    }

    /** Forgets all that it keeps. */
    void lose() {
        places.clear();
    }

    /** Whether all buffers that were ever given to a writer still hold what they held then. */
    boolean isGivenUnchanged() {
        return given.stream().allMatch(each -> sum(each.bytes()) == each.sum());
    }

    private static long sum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return crc.getValue();
    }

    int count() {
        return places.size();
    }

    @Override
    public BlobWriter create(BlobId id, long sizeBytes) {
        long position = end.getAndAdd(sizeBytes);
        uncommitted.add(id);
        return new BlobWriter() {
            private long written;

            @Override
            public void write(ByteBuffer bytes) {
                given.add(new Given(bytes.duplicate(), sum(bytes)));
                try {
                    while (bytes.hasRemaining()) {
                        written += file.write(bytes, position + written);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void commit() {
                beforeCommit.run();
                if (written != sizeBytes) {
                    throw new IllegalStateException("fewer bytes than announced");
                }
                LockSupport.parkNanos(commitDelay.toNanos());
                places.put(id, new Place(position, sizeBytes));
            }

            @Override
            public void close() {
                uncommitted.remove(id);
            }
        };
    }

    @Override
    public Optional<BlobReader> open(BlobId id) {
        return Optional.ofNullable(places.get(id)).map(Reader::new);
    }

    private final class Reader implements BlobReader {
        private final Place place;

        private boolean isClosed;

        Reader(Place place) {
            this.place = place;
            openReaders.incrementAndGet();
        }

        @Override
        public long sizeBytes() {
            return place.length();
        }

        @Override
        public ByteBuffer read(long offset, int length) {
            check(offset, length);
            ByteBuffer bytes = ByteBuffer.allocate(length);
            try {
                while (bytes.hasRemaining()) {
                    if (file.read(bytes, place.position() + offset + bytes.position()) < 0) {
                        throw new IllegalStateException("the file is short");
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.flip();
        }

        @Override
        public Optional<Region> region(long offset, long length) {
            check(offset, length);
            return Optional.of(new Region(file, place.position() + offset, length));
        }

        private void check(long offset, long length) {
            if (offset < 0 || offset + length > place.length()) {
                throw new IllegalArgumentException("outside of the blob");
            }
            if (offset + length > damagedFrom) {
                throw new S3Failure(ErrorCode.INTERNAL_ERROR, "damaged");
            }
        }

        @Override
        public void close() {
            if (!isClosed) {
                isClosed = true;
                openReaders.decrementAndGet();
            }
        }
    }

    @Override
    public void delete(List<BlobId> ids) {
        ids.forEach(places::remove);
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

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
