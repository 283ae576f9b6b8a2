package dfs.peer.blob;

import dfs.core.Bytes;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.peer.blob.BlobService.Paths;
import dfs.peer.call.Peer;
import dfs.peer.call.PeerCall;
import dfs.peer.call.PeerClient;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import dfs.protocol.health.ComponentState;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/**
 * The store of another node. That node checks the bytes before it sends them, and this one when they came: wrong ones never arrive. Where the
 * node cannot be reached, or hangs, calls fail with {@code ServiceUnavailable} after a few seconds at most.
 */
public final class RemoteBlobStore implements BlobStore {

    private final PeerClient client;
    private final Peer peer;

    /** The store of {@code peer}. */
    public RemoteBlobStore(PeerClient client, Peer peer) {
        this.client = client;
        this.peer = peer;
    }

    @Override
    public BlobWriter create(BlobId id, long sizeBytes) {
        return new Writer(
                id,
                sizeBytes,
                client.open(peer, uri(Paths.WRITE, id, Paths.SIZE, sizeBytes), sizeBytes + Frames.MARK_BYTES));
    }

    @Override
    public Optional<BlobReader> open(BlobId id) {
        try (PeerCall call = client.open(peer, uri(Paths.OPEN, id), 0)) {
            call.end();
            return Optional.of(new Reader(id, call.next(Long.BYTES).getLong()));
        } catch (S3Failure failure) {
            if (failure.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    @Override
    public void delete(List<BlobId> ids) {
        tell(Paths.DELETE, ids);
    }

    @Override
    public void missed(List<BlobId> ids) {
        tell(Paths.MISSED, ids);
    }

    private void tell(String path, List<BlobId> ids) {
        Bytes nothing = client.ask(peer, path, Bytes.wrap(Frames.ids(ids)));
        if (nothing.length() != 0) {
            throw Frames.odd();
        }
    }

    @Override
    public List<StoredBlob> list(Optional<BlobId> after, int max) {
        String uri = Paths.LIST + "?" + Paths.MAX + "=" + max
                + after.map(id -> "&" + Paths.AFTER + "=" + id).orElse("");
        return Frames.stored(client.ask(peer, uri, Bytes.EMPTY).array());
    }

    @Override
    public Verdict verify(BlobId id, LongConsumer readBytes) {
        try (PeerCall call = client.open(peer, uri(Paths.VERIFY, id), 0)) {
            call.end();
            ByteBuffer rest = ByteBuffer.allocate(0);
            Optional<ByteBuffer> next = call.next();
            while (next.isPresent()) {
                rest = joined(rest, next.get());
                while (rest.remaining() >= VerdictForm.FRAME_BYTES && VerdictForm.isProgress(rest)) {
                    readBytes.accept(VerdictForm.value(rest));
                    rest.position(rest.position() + VerdictForm.FRAME_BYTES);
                }
                next = call.next();
            }
            return VerdictForm.verdict(rest);
        }
    }

    /** Nothing: each node compacts its own store. */
    @Override
    public Optional<Compacted> compact() {
        return Optional.empty();
    }

    /** What the node says of its store; down where it does not say. */
    @Override
    public ComponentState state() {
        try {
            return Frames.state(client.ask(peer, Paths.STATE, Bytes.EMPTY).array());
        } catch (S3Failure failure) {
            return new ComponentState(
                    ComponentState.Status.DOWN, failure.error().message());
        }
    }

    @Override
    public Space space() {
        return Frames.space(client.ask(peer, Paths.SPACE, Bytes.EMPTY).array());
    }

    @Override
    public String toString() {
        return "RemoteBlobStore[" + peer + "]";
    }

    private static String uri(String path, BlobId id) {
        return path + "?" + Paths.ID + "=" + id;
    }

    private static String uri(String path, BlobId id, String name, long value) {
        return uri(path, id) + "&" + name + "=" + value;
    }

    private static ByteBuffer joined(ByteBuffer one, ByteBuffer two) {
        if (!one.hasRemaining()) {
            return two;
        }
        return ByteBuffer.allocate(one.remaining() + two.remaining())
                .put(one)
                .put(two)
                .flip();
    }

    /** A blob there. It is opened anew for every read: the time for which deleted bytes stay keeps it there. */
    private final class Reader implements BlobReader {

        private final BlobId id;
        private final long sizeBytes;

        Reader(BlobId id, long sizeBytes) {
            this.id = id;
            this.sizeBytes = sizeBytes;
        }

        @Override
        public long sizeBytes() {
            return sizeBytes;
        }

        @Override
        public ByteBuffer read(long offset, int length) {
            if (length <= Frames.READ_BYTES_MAX) {
                return readOnce(offset, length);
            }
            ByteBuffer whole = ByteBuffer.allocate(length);
            while (whole.hasRemaining()) {
                whole.put(readOnce(offset + whole.position(), Math.min(whole.remaining(), Frames.READ_BYTES_MAX)));
            }
            return whole.flip().asReadOnlyBuffer();
        }

        @Override
        public Optional<Region> region(long offset, long length) {
            return Optional.empty();
        }

        @Override
        public void close() {}

        private ByteBuffer readOnce(long offset, int length) {
            String uri = uri(Paths.READ, id, Paths.OFFSET, offset) + "&" + Paths.LENGTH + "=" + length;
            try (PeerCall call = client.open(peer, uri, 0)) {
                call.end();
                ByteBuffer reply = call.next(Frames.SUM_BYTES + length);
                int sum = reply.getInt();
                ByteBuffer bytes = reply.slice().asReadOnlyBuffer();
                if (sum != Frames.sum(bytes)) {
                    throw new S3Failure(ErrorCode.INTERNAL_ERROR, "Bytes of blob " + id + " came wrong from " + peer);
                }
                return bytes;
            }
        }
    }

    /** Sends bytes as they come; the mark that commits them goes last, so that a connection that ends before leaves nothing there. */
    private static final class Writer implements BlobWriter {

        private final BlobId id;
        private final PeerCall call;
        private final CRC32C sum = new CRC32C();
        private long leftBytes;

        Writer(BlobId id, long sizeBytes, PeerCall call) {
            this.id = id;
            this.leftBytes = sizeBytes;
            this.call = call;
        }

        @Override
        public void write(ByteBuffer bytes) {
            leftBytes -= bytes.remaining();
            if (leftBytes < 0) {
                throw new IllegalStateException("blob " + id + " takes no more bytes");
            }
            sum.update(bytes.duplicate());
            call.write(bytes);
        }

        @Override
        public void commit() {
            if (leftBytes != 0) {
                throw new IllegalStateException("blob " + id + " lacks " + leftBytes + " bytes");
            }
            call.write(Frames.mark(sum));
            call.endToLive();
            Frames.requireDone(call.nextAfterSigns(Frames.DONE_BYTES));
        }

        @Override
        public void close() {
            call.close();
        }
    }
}
