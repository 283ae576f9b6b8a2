package dfs.peer.blob;

import dfs.core.Bytes;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.peer.call.Exchange;
import dfs.peer.call.PeerServer;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/** Lets other nodes use the store of this one. */
public final class BlobService {

    /** Reads that are in memory at a time, each of at most a MiB; further ones wait. */
    private static final int READS_MAX = 64;

    private static final long READ_WAIT_SECONDS = 2;

    /** The most blobs of one page. */
    private static final int PAGE_MAX = 10_000;

    private final BlobStore store;
    private final Semaphore reads = new Semaphore(READS_MAX);

    /** Lets others use {@code store}, which is this node's own. */
    public BlobService(BlobStore store) {
        this.store = store;
    }

    /** Answers calls about blobs from now on. */
    public void register(PeerServer server) {
        server.stream(Paths.WRITE, this::write);
        server.stream(Paths.READ, this::read);
        server.stream(Paths.OPEN, this::open);
        server.stream(Paths.VERIFY, this::verify);
        server.stream(Paths.LIST, this::list);
        server.answer(Paths.DELETE, (caller, ids) -> {
            store.delete(Frames.ids(ids.array()));
            return Bytes.EMPTY;
        });
        server.answer(Paths.MISSED, (caller, ids) -> {
            store.missed(Frames.ids(ids.array()));
            return Bytes.EMPTY;
        });
        server.answer(Paths.STATE, (caller, nothing) -> Bytes.wrap(Frames.state(store.state())));
        server.answer(Paths.SPACE, (caller, nothing) -> Bytes.wrap(Frames.space(store.space())));
    }

    /** The bytes go to the disk as they come; they are committed only when their mark has come, and agrees with them. */
    private void write(Exchange call) {
        BlobId id = id(call);
        long leftBytes = number(call, Paths.SIZE);
        CRC32C sum = new CRC32C();
        ByteBuffer mark = ByteBuffer.allocate(Frames.MARK_BYTES);
        try (BlobWriter writer = store.create(id, leftBytes)) {
            Optional<ByteBuffer> next = call.next();
            while (next.isPresent()) {
                ByteBuffer bytes = next.get();
                int ofBlob = (int) Math.min(leftBytes, bytes.remaining());
                if (ofBlob > 0) {
                    ByteBuffer body = bytes.slice(bytes.position(), ofBlob);
                    sum.update(body.duplicate());
                    writer.write(body);
                    leftBytes -= ofBlob;
                    bytes.position(bytes.position() + ofBlob);
                }
                if (bytes.remaining() > mark.remaining()) {
                    throw new S3Failure(ErrorCode.BAD_REQUEST, "Blob " + id + " came with too many bytes.");
                }
                mark.put(bytes);
                next = call.next();
            }
            if (leftBytes > 0 || mark.hasRemaining() || !Frames.isMark(mark.flip(), sum)) {
                throw new S3Failure(ErrorCode.BAD_DIGEST, "Blob " + id + " did not come as it was sent.");
            }
            call.whileAlive(writer::commit);
        }
        call.begin();
        call.reply(Frames.done());
    }

    private void open(Exchange call) {
        try (BlobReader reader = reader(call)) {
            call.begin(Long.BYTES);
            call.reply(Frames.longValue(reader.sizeBytes()));
        }
    }

    private void read(Exchange call) {
        long offset = number(call, Paths.OFFSET);
        int length = (int) Math.min(number(call, Paths.LENGTH), Integer.MAX_VALUE);
        if (length > Frames.READ_BYTES_MAX) {
            throw new S3Failure(ErrorCode.BAD_REQUEST, "Too many bytes at once: " + length);
        }
        if (!acquired()) {
            throw new S3Failure(ErrorCode.SLOW_DOWN);
        }
        try (BlobReader reader = reader(call)) {
            if (offset + length > reader.sizeBytes()) {
                throw new S3Failure(ErrorCode.INVALID_RANGE);
            }
            ByteBuffer bytes = reader.read(offset, length);
            call.begin(Frames.SUM_BYTES + (long) length);
            call.reply(ByteBuffer.allocate(Frames.SUM_BYTES)
                    .putInt(Frames.sum(bytes))
                    .flip());
            call.reply(bytes);
        } finally {
            reads.release();
        }
    }

    private void list(Exchange call) {
        Optional<BlobId> after = call.parameter(Paths.AFTER).map(Frames::id);
        int max = (int) Math.min(number(call, Paths.MAX), PAGE_MAX);
        byte[] page = Frames.stored(store.list(after, max));
        call.begin(page.length);
        call.reply(ByteBuffer.wrap(page));
    }

    /** Counts of bytes while it reads, so that the caller sees it work; then the verdict. */
    private void verify(Exchange call) {
        BlobId id = id(call);
        call.begin();
        BlobStore.Verdict verdict = store.verify(id, count -> call.reply(VerdictForm.progress(count)));
        call.reply(VerdictForm.verdict(verdict));
    }

    private BlobReader reader(Exchange call) {
        return store.open(id(call)).orElseThrow(() -> new S3Failure(ErrorCode.NOT_FOUND));
    }

    private boolean acquired() {
        try {
            return reads.tryAcquire(READ_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static BlobId id(Exchange call) {
        return Frames.id(call.parameter(Paths.ID).orElse(""));
    }

    private static long number(Exchange call, String name) {
        try {
            long number = Long.parseLong(call.parameter(name).orElse(""));
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException told) {
            // below
        }
        throw new S3Failure(ErrorCode.BAD_REQUEST, "No " + name + " in a call about blobs");
    }

    /** The paths and parameters of calls about blobs. */
    static final class Paths {
        static final String WRITE = "/blobs/write";
        static final String READ = "/blobs/read";
        static final String OPEN = "/blobs/open";
        static final String VERIFY = "/blobs/verify";
        static final String LIST = "/blobs/list";
        static final String DELETE = "/blobs/delete";
        static final String MISSED = "/blobs/missed";
        static final String STATE = "/blobs/state";
        static final String SPACE = "/blobs/space";
        static final String ID = "id";
        static final String SIZE = "size";
        static final String OFFSET = "offset";
        static final String LENGTH = "length";
        static final String AFTER = "after";
        static final String MAX = "max";

        private Paths() {}
    }
}
