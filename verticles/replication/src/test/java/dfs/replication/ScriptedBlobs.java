package dfs.replication;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import dfs.replication.copies.ForwardingBlobs;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** A store with faults: at each kind of call it can fail, hang until it is let go, or lie. */
public final class ScriptedBlobs extends ForwardingBlobs {

    /** Where a fault can be. */
    public enum Step {
        CREATE,
        WRITE,
        COMMIT,
        /** The commit is made, and the answer of it is lost. */
        AFTER_COMMIT,
        /** A writer was closed; here can be no fault. */
        CLOSED,
        OPEN,
        READ,
        DELETE,
        LIST
    }

    /** What happens there. */
    public enum Fault {
        FAIL,
        /** Hangs until it is let go, and fails then. */
        HANG,
        /** Hangs until it is let go, and goes on then. */
        STUTTER,
        /** Read bytes are fewer than asked for. */
        SHORT
    }

    private final Map<Step, Fault> faults = new ConcurrentHashMap<>();
    private final CountDownLatch letGo = new CountDownLatch(1);
    /** The steps that were begun. */
    public final LinkedBlockingQueue<Step> steps = new LinkedBlockingQueue<>();

    /** Forwards to {@code store} what does not fail. */
    public ScriptedBlobs(BlobStore store) {
        super(store);
    }

    /** From now on this happens at that step. */
    public ScriptedBlobs with(Step step, Fault fault) {
        faults.put(step, fault);
        return this;
    }

    /** From now on nothing happens. */
    public void heal() {
        faults.clear();
        letGo.countDown();
    }

    private boolean isShort(Step step) {
        steps.add(step);
        Fault fault = faults.get(step);
        if (fault == Fault.HANG || fault == Fault.STUTTER) {
            try {
                letGo.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        if (fault == Fault.FAIL || fault == Fault.HANG) {
            throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "scripted at " + step);
        }
        return fault == Fault.SHORT;
    }

    @Override
    public BlobWriter create(BlobId id, long sizeBytes) {
        boolean _ = isShort(Step.CREATE);
        BlobWriter writer = super.create(id, sizeBytes);
        return new BlobWriter() {
            @Override
            public void write(ByteBuffer bytes) {
                boolean _ = isShort(Step.WRITE);
                writer.write(bytes);
            }

            @Override
            public void commit() {
                boolean _ = isShort(Step.COMMIT);
                writer.commit();
                boolean _ = isShort(Step.AFTER_COMMIT);
            }

            @Override
            public void close() {
                writer.close();
                steps.add(Step.CLOSED);
            }
        };
    }

    @Override
    public Optional<BlobReader> open(BlobId id) {
        boolean _ = isShort(Step.OPEN);
        return super.open(id).map(reader -> new BlobReader() {
            @Override
            public long sizeBytes() {
                return reader.sizeBytes();
            }

            @Override
            public ByteBuffer read(long offset, int length) {
                return isShort(Step.READ) ? reader.read(offset, length - 1) : reader.read(offset, length);
            }

            @Override
            public Optional<Region> region(long offset, long length) {
                return reader.region(offset, length);
            }

            @Override
            public void close() {
                reader.close();
            }
        });
    }

    @Override
    public void delete(List<BlobId> ids) {
        boolean _ = isShort(Step.DELETE);
        super.delete(ids);
    }

    @Override
    public List<StoredBlob> list(Optional<BlobId> after, int max) {
        boolean _ = isShort(Step.LIST);
        return super.list(after, max);
    }
}
