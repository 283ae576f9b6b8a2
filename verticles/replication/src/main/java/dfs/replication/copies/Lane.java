package dfs.replication.copies;

import dfs.core.BudgetShare;
import dfs.core.ByteBudget;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** What waits to be written to one replica, and how that stands. All of it is guarded by the lock of the writer it belongs to. */
final class Lane {

    /** Bytes that may wait for one replica, with what holds them: it may be that far behind the others. */
    static final int WAITING_BYTES_MAX = 4 << 20;

    /** So many bytes are worth waking its thread for; what is fewer waits for more. */
    static final int WAKING_BYTES = 256 << 10;

    /** What comes when less is left of the budget does not wait for more. */
    static final int SCARCE_BYTES = 32 << 20;

    /** Nor does what comes so long after the thread took bytes last. */
    static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** How a replica stands. */
    enum State {
        /** Takes bytes. */
        RUNNING,
        /** Takes none of those that come, as it was too slow; may get what it misses from another one that has all. */
        BEHIND,
        /** Has all of them on disk. */
        DURABLE,
        /** Will not have them: it failed, or was left out. */
        OUT
    }

    private final Replica replica;
    private final long sizeBytes;
    private final BudgetShare share;
    private final Condition work;
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
    private boolean isIdle;
    private long takenNanos;
    private long writtenBytes;
    private State state = State.RUNNING;
    private Optional<S3Failure> why = Optional.empty();

    /**
     * That of a replica.
     *
     * @param budget of all that waits for any replica
     * @param work of the lock that guards it: what its thread waits for
     */
    Lane(Replica replica, long sizeBytes, ByteBudget budget, Condition work, long nowNanos) {
        this.replica = replica;
        this.sizeBytes = sizeBytes;
        this.share = new BudgetShare(budget);
        this.work = work;
        this.takenNanos = nowNanos;
    }

    Replica replica() {
        return replica;
    }

    State state() {
        return state;
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    boolean isBehind() {
        return state == State.BEHIND;
    }

    /** Whether it may still come to have all. */
    boolean isOpen() {
        return isRunning() || isBehind();
    }

    /** What keeps it away: it is behind, or out. */
    Optional<S3Failure> why() {
        return why;
    }

    /** When it took bytes last, or began to after it had nothing to do, by the system's steady clock. */
    long takenNanos() {
        return takenNanos;
    }

    /** How many of the blob's bytes it took, from the first one on. */
    long writtenBytes() {
        return writtenBytes;
    }

    /** Whether so many bytes may be added: a lane in which nothing waits always has room. */
    boolean hasRoom(int bytes) {
        return waiting.isEmpty()
                || (share.heldBytes() + held(bytes) <= WAITING_BYTES_MAX && share.leftBytes() >= held(bytes));
    }

    void add(ByteBuffer bytes, long nowNanos) {
        waiting.add(bytes);
        share.hold(held(bytes.remaining()));
        if (share.heldBytes() >= WAKING_BYTES
                || share.leftBytes() < SCARCE_BYTES
                || nowNanos - takenNanos > SLOW_NANOS) {
            wake(nowNanos);
        }
    }

    /** Has its thread take what waits, if it has nothing to do. */
    void wake(long nowNanos) {
        if (isIdle) {
            takenNanos = nowNanos;
            wake();
        }
    }

    /** Has its thread look at what became of it. */
    void wake() {
        isIdle = false;
        work.signal();
    }

    /** Waits until there may be something to look at; only its own thread does. */
    @SuppressWarnings("WaitNotInLoop") // whoever calls does it in one
    void awaitWork() {
        isIdle = true;
        work.awaitUninterruptibly();
        isIdle = false;
    }

    Optional<ByteBuffer> poll() {
        return Optional.ofNullable(waiting.peek());
    }

    /**
     * The next so many bytes were written. One that was behind and has all of them now runs again.
     *
     * @return whether that is news for who waits for room: half of it is free again, or all, or one that is behind moves
     */
    boolean written(int bytes, long nowNanos) {
        takenNanos = nowNanos;
        writtenBytes += bytes;
        if (isRunning()) {
            long before = share.heldBytes();
            share.letGo(held(waiting.remove().capacity()));
            return waiting.isEmpty() || (before > WAITING_BYTES_MAX / 2 && share.heldBytes() <= WAITING_BYTES_MAX / 2);
        }
        if (isBehind() && writtenBytes == sizeBytes) {
            state = State.RUNNING;
            why = Optional.empty();
        }
        return true;
    }

    private static int held(int bytes) {
        return BudgetShare.BUFFER_BYTES + bytes;
    }

    void durable() {
        state = State.DURABLE;
    }

    /** It is not waited for any more, and what waits for it is let go. */
    void fallBehind() {
        stop(State.BEHIND, tooFarBehind());
    }

    /** It takes no more. */
    void out(S3Failure because) {
        stop(State.OUT, because);
    }

    private void stop(State how, S3Failure because) {
        state = how;
        why = Optional.of(because);
        waiting.clear();
        share.letGoOfAll();
        wake();
    }

    /** What is told of a replica that fell too far behind. */
    static S3Failure tooFarBehind() {
        return new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "too far behind the others");
    }
}
