package dfs.replication.copies;

import dfs.core.ByteBudget;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobWriter;
import dfs.replication.Waits;
import dfs.replication.copies.Lane.State;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one blob to all replicas at once, each on a thread of its own. One that fails is left out as long as the others can make a quorum; the
 * repair gives it the blob later. One that falls too far behind is not waited for while the others are a quorum. Once another one is durable it
 * reads there what it missed, from where it stopped, a piece at a time: where the others are no quorum any more, the write waits for it.
 *
 * <p>The acknowledgement leaves those that are still behind to the repair; the others that are not done go on by themselves.
 *
 * <p>A write that is given up leaves nothing: what a replica has made durable already is deleted there, where that can be reached.
 */
final class QuorumWriter implements BlobWriter {

    private static final Logger log = LoggerFactory.getLogger(QuorumWriter.class);

    /** A replica that takes nothing for so long, while a quorum has room, is behind. */
    private static final long LAG_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(500);

    /** After so long without a byte taken by any of those that are waited for, no quorum counts as reached. */
    private static final long STALL_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

    /** The longest that a quorum is waited for which seems to be alive, and takes no bytes. */
    private static final long COMMIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(20);

    /** The longest that one is waited for in all: a client whose connection is silent for longer does not hear the answer. */
    private static final long CATCH_UP_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

    /** What one that is behind reads at a time: no more than a piece that comes from a client, and whole blocks of a store. */
    private static final int PIECE_BYTES = 64 << 10;

    private final BlobId id;
    private final long sizeBytes;
    private final Lanes lanes;
    private final Waits waits;
    private final long beganNanos;
    private final ReentrantLock lock;
    /** Whoever writes waits for it. */
    private final Condition changed;

    private long laggedNanos;
    private long writtenBytes;
    /** When any of them took bytes last. */
    private long takenNanos;

    private boolean isComplete;
    private boolean isAcknowledged;
    private boolean isAbandoned;

    private QuorumWriter(BlobId id, long sizeBytes, Lanes lanes, ReentrantLock lock, Waits waits) {
        this.lock = lock;
        this.changed = lock.newCondition();
        this.id = id;
        this.sizeBytes = sizeBytes;
        this.lanes = lanes;
        this.waits = waits;
        this.beganNanos = waits.nanoTime();
        this.takenNanos = beganNanos;
    }

    /**
     * Begins to write to all holders.
     *
     * @param waiting what all writers may hold for replicas that are slower
     * @param isMember whether the node of a replica is one of the cluster now
     */
    static BlobWriter create(
            List<Replica> holders,
            int quorum,
            BlobId id,
            long sizeBytes,
            ByteBudget waiting,
            Waits waits,
            Predicate<Replica> isMember) {
        ReentrantLock lock = new ReentrantLock();
        List<Lane> lanes = holders.stream()
                .map(replica -> new Lane(replica, sizeBytes, waiting, lock.newCondition(), waits.nanoTime()))
                .toList();
        QuorumWriter writer = new QuorumWriter(id, sizeBytes, new Lanes(lanes, quorum, isMember), lock, waits);
        for (Lane lane : lanes) {
            Thread.ofVirtual().name("dfs-copy").start(() -> writer.run(lane));
        }
        return writer;
    }

    @Override
    public void write(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (length == 0) {
            return;
        }
        lock.lock();
        try {
            if (isComplete || writtenBytes + length > sizeBytes) {
                throw new IllegalStateException("blob " + id + " of " + sizeBytes + " bytes takes no " + length);
            }
            awaitRoom(length);
            writtenBytes += length;
            long now = waits.nanoTime();
            lanes.in(State.RUNNING).forEach(lane -> lane.add(bytes.slice(), now));
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
        bytes.position(bytes.limit());
    }

    @Override
    public void commit() {
        lock.lock();
        try {
            if (isComplete || writtenBytes != sizeBytes) {
                throw new IllegalStateException("blob " + id + " has " + writtenBytes + " of " + sizeBytes + " bytes");
            }
            isComplete = true;
            lanes.all().forEach(Lane::wake);
            long completedNanos = waits.nanoTime();
            lanes.leaveOutStrangers();
            while (!lanes.isQuorumDurable()) {
                lanes.requireQuorum();
                long now = waits.nanoTime();
                long leftNanos = Math.min(
                        COMMIT_NANOS_MAX - (now - Math.max(takenNanos, completedNanos)),
                        CATCH_UP_NANOS_MAX - (now - completedNanos));
                if (leftNanos <= 0) {
                    throw lanes.noQuorum();
                }
                long _ = waits.await(changed, leftNanos);
                lanes.leaveOutStrangers();
            }
            isAcknowledged = true;
            // They would pile up, of one write after the other, where a node stays slow; the repair goes at its pace.
            lanes.in(State.BEHIND).forEach(lane -> leaveOut(lane, Lane.tooFarBehind()));
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    /** Gives the write up unless it was acknowledged. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (isAcknowledged || isAbandoned) {
                return;
            }
            isAbandoned = true;
            for (Lane lane : lanes.all()) {
                if (lane.state() == State.DURABLE) {
                    Thread.ofVirtual().name("dfs-copy").start(() -> delete(lane));
                } else if (lane.isOpen()) {
                    lane.out(new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "the write was given up"));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all replicas have room, or a quorum has and the others were waited for long enough and are behind. */
    private void awaitRoom(int length) throws InterruptedException {
        long sinceNanos = waits.nanoTime();
        while (true) {
            lanes.requireQuorum();
            List<Lane> running = lanes.in(State.RUNNING);
            List<Lane> full =
                    running.stream().filter(lane -> !lane.hasRoom(length)).toList();
            if (full.isEmpty()) {
                return;
            }
            long began = waits.nanoTime();
            full.forEach(lane -> lane.wake(began));
            boolean canGoOn = running.size() - full.size() >= lanes.quorum();
            if (canGoOn) {
                List<Lane> late =
                        full.stream().filter(lane -> isTooLate(lane, began)).toList();
                late.forEach(Lane::fallBehind);
                if (late.isEmpty()) {
                    long _ = waits.await(changed, LAG_NANOS_MAX / 4);
                    laggedNanos += waits.nanoTime() - began;
                }
            } else {
                long leftNanos = STALL_NANOS_MAX - (began - Math.max(takenNanos, sinceNanos));
                if (leftNanos <= 0) {
                    throw lanes.noQuorum();
                }
                long _ = waits.await(changed, leftNanos);
            }
        }
    }

    /** One that goes on may make the write take twice as long as without it, and no longer. */
    private boolean isTooLate(Lane lane, long now) {
        return now - Math.max(lane.takenNanos(), beganNanos) > LAG_NANOS_MAX
                || laggedNanos > LAG_NANOS_MAX + (now - beganNanos - laggedNanos);
    }

    private void leaveOut(Lane lane, S3Failure why) {
        lane.out(why);
        log.atDebug()
                .addKeyValue("blob", id)
                .addKeyValue("node", lane.replica().nodeId())
                .addKeyValue("why", why.error().message())
                .log("blob written without a replica; the repair gives it to it");
        Thread.ofVirtual().name("dfs-copy").start(() -> tellMissed(lane));
    }

    /** A node that cannot be told finds it by itself when it is back. */
    private void tellMissed(Lane lane) {
        try {
            lane.replica().store().missed(List.of(id));
        } catch (S3Failure unreachable) {
            log.atTrace().setCause(unreachable).log("node cannot be told what it missed");
        }
    }

    /** The work of one replica's thread. */
    private void run(Lane lane) {
        try (BlobWriter writer = lane.replica().store().create(id, sizeBytes)) {
            Optional<ByteBuffer> next = next(lane);
            while (next.isPresent()) {
                writer.write(next.get().duplicate());
                written(lane, next.get().remaining());
                next = next(lane);
            }
            source(lane).ifPresent(source -> catchUp(lane, writer, source));
            if (mayCommit(lane)) {
                writer.commit();
                durable(lane);
            }
        } catch (S3Failure failure) {
            failed(lane, failure);
        } catch (RuntimeException bug) {
            log.atError().setCause(bug).addKeyValue("blob", id).log("copy failed");
            failed(lane, new S3Failure(ErrorCode.INTERNAL_ERROR));
        }
    }

    /** The next bytes to write; empty where all are written, or the lane is behind or out. */
    private Optional<ByteBuffer> next(Lane lane) {
        lock.lock();
        try {
            while (lane.isRunning()) {
                Optional<ByteBuffer> next = lane.poll();
                if (next.isPresent() || isComplete) {
                    return next;
                }
                lane.awaitWork();
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** For a lane that is behind, who has what it misses, once there is one; empty where it misses nothing, or is out. */
    private Optional<Replica> source(Lane lane) {
        lock.lock();
        try {
            while (lane.isBehind()) {
                Optional<Lane> whole = lanes.in(State.DURABLE).stream().findFirst();
                if (whole.isPresent()) {
                    return whole.map(Lane::replica);
                }
                lane.awaitWork();
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Gives a lane that is behind the rest of the blob, as long as it is wanted. */
    private void catchUp(Lane lane, BlobWriter writer, Replica source) {
        try (BlobReader reader = from(
                source, () -> source.store().open(id).orElseThrow(() -> new S3Failure(ErrorCode.INTERNAL_ERROR)))) {
            long at = missingFrom(lane);
            while (at < sizeBytes) {
                long begin = at;
                int length = (int) Math.min(PIECE_BYTES - at % PIECE_BYTES, sizeBytes - at);
                ByteBuffer piece = from(source, () -> reader.read(begin, length));
                if (piece.remaining() != length) {
                    throw new IllegalStateException(piece.remaining() + " bytes in place of " + length);
                }
                writer.write(piece);
                written(lane, length);
                at = missingFrom(lane);
            }
        }
    }

    /** Asks the one that has all; that it fails is not the fault of the one that asks. */
    private static <T> T from(Replica source, Supplier<T> question) {
        try {
            return question.get();
        } catch (S3Failure failure) {
            throw new S3Failure(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    "what it missed cannot be read from node " + source.nodeId() + ": "
                            + failure.error().message());
        }
    }

    /** Where a lane goes on that is behind; the end where nothing is missing any more, or it is out. */
    private long missingFrom(Lane lane) {
        lock.lock();
        try {
            return lane.isBehind() ? lane.writtenBytes() : sizeBytes;
        } finally {
            lock.unlock();
        }
    }

    private void written(Lane lane, int bytes) {
        lock.lock();
        try {
            if (lane.isOpen()) {
                takenNanos = waits.nanoTime();
                if (lane.written(bytes, takenNanos)) {
                    changed.signalAll();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean mayCommit(Lane lane) {
        lock.lock();
        try {
            return lane.isRunning();
        } finally {
            lock.unlock();
        }
    }

    private void durable(Lane lane) {
        boolean isUnwanted;
        lock.lock();
        try {
            isUnwanted = isAbandoned;
            if (!isUnwanted) {
                lane.durable();
                lanes.in(State.BEHIND).forEach(Lane::wake);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (isUnwanted) {
            delete(lane);
        }
    }

    private void failed(Lane lane, S3Failure why) {
        lock.lock();
        try {
            if (lane.isOpen()) {
                leaveOut(lane, why);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void delete(Lane lane) {
        try {
            lane.replica().store().delete(List.of(id));
        } catch (S3Failure unreachable) {
            log.atDebug().addKeyValue("blob", id).setCause(unreachable).log("blob stays as garbage");
        }
    }

    private static S3Failure interrupted() {
        Thread.currentThread().interrupt();
        return new S3Failure(ErrorCode.SERVICE_UNAVAILABLE);
    }
}
