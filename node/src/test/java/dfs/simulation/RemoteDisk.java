package dfs.simulation;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import dfs.protocol.health.ComponentState;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** The store of another node, over the network; a write is one stream there, which ends when nothing comes any more. */
final class RemoteDisk implements BlobStore {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(4);

    private final World world;
    private final Net net;
    private final int from;
    private final Node to;

    RemoteDisk(World world, Net net, int from, Node to) {
        this.world = world;
        this.net = net;
        this.from = from;
        this.to = to;
    }

    private <T> T call(Supplier<T> work) {
        return net.call(from, to, LIMIT_NANOS, work);
    }

    /** The other end of a write. */
    private final class Stream {
        private final BlobId id;
        private final long sizeBytes;
        private Optional<BlobWriter> writer = Optional.empty();
        private long touchedNanos;
        private boolean isBusy;
        private boolean isOver;

        Stream(BlobId id, long sizeBytes) {
            this.id = id;
            this.sizeBytes = sizeBytes;
        }

        boolean write(ByteBuffer bytes) {
            return step(() -> {
                open().write(bytes.duplicate());
                return true;
            });
        }

        boolean commit() {
            return step(() -> {
                open().commit();
                end();
                return true;
            });
        }

        private <T> T step(Supplier<T> work) {
            if (isOver || isBusy) {
                throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "the stream is over");
            }
            isBusy = true;
            touchedNanos = world.now();
            try {
                return work.get();
            } catch (RuntimeException failure) {
                end();
                throw failure;
            } finally {
                isBusy = false;
                touchedNanos = world.now();
            }
        }

        private BlobWriter open() {
            if (writer.isEmpty()) {
                writer = Optional.of(to.store().own().create(id, sizeBytes));
                watch(to.life());
            }
            return writer.get();
        }

        private void watch(Life there) {
            var _ = world.after(
                    IDLE_NANOS,
                    () -> there.execute(() -> {
                        if (isOver) {
                            return;
                        }
                        if (!isBusy && world.now() - touchedNanos >= IDLE_NANOS) {
                            there.start(this::end);
                        } else {
                            watch(there);
                        }
                    }));
        }

        private void end() {
            isOver = true;
            writer.ifPresent(BlobWriter::close);
        }
    }

    @Override
    public BlobWriter create(BlobId id, long sizeBytes) {
        Stream stream = new Stream(id, sizeBytes);
        return new BlobWriter() {
            @Override
            public void write(ByteBuffer bytes) {
                boolean _ = call(() -> stream.write(bytes));
            }

            @Override
            public void commit() {
                boolean _ = call(stream::commit);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Optional<BlobReader> open(BlobId id) {
        Optional<Long> size = call(() -> to.store().own().open(id).map(BlobReader::sizeBytes));
        return size.map(bytes -> new BlobReader() {
            @Override
            public long sizeBytes() {
                return bytes;
            }

            @Override
            public ByteBuffer read(long offset, int length) {
                return call(() -> to.store()
                        .own()
                        .open(id)
                        .orElseThrow(() -> new S3Failure(ErrorCode.NOT_FOUND))
                        .read(offset, length));
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
        boolean _ = call(() -> {
            to.store().own().delete(ids);
            return true;
        });
    }

    @Override
    public List<StoredBlob> list(Optional<BlobId> after, int max) {
        return call(() -> to.store().own().list(after, max));
    }

    @Override
    public Verdict verify(BlobId id, LongConsumer readBytes) {
        return call(() -> to.store().own().verify(id, readBytes));
    }

    @Override
    public Optional<Compacted> compact() {
        throw new UnsupportedOperationException("a disk is compacted by its own node");
    }

    @Override
    public void missed(List<BlobId> ids) {
        boolean _ = call(() -> {
            to.store().own().missed(ids);
            return true;
        });
    }

    @Override
    public ComponentState state() {
        return call(() -> to.store().own().state());
    }

    @Override
    public Space space() {
        return call(() -> to.store().own().space());
    }
}
