package dfs.replication.copies;

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

    /** Bytes that may wait for one replica: it may be that far behind the others. */
    static final int WAITING_BYTES_MAX = 4 << 20;

    /** Pieces that may wait: of a client that sends its bytes one by one each takes more memory than it holds. */
    static final int WAITING_PIECES_MAX = 1024;

    /** So many bytes are worth waking its thread for, or so many pieces; what is fewer waits for more. */
    static final int WAKING_BYTES = 256 << 10;

    static final int WAKING_PIECES = 64;

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
    private final ByteBudget budget;
    private final Condition work;
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean isIdle;
    private long takenBytes;
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
        this.budget = budget;
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
        return waitingBytes == 0
                || (waitingBytes + bytes <= WAITING_BYTES_MAX
                        && waiting.size() < WAITING_PIECES_MAX
                        && budget.leftBytes() >= bytes);
    }

    void add(ByteBuffer bytes, long nowNanos) {
        waiting.add(bytes);
        waitingBytes += bytes.remaining();
        if (budget.tryTake(bytes.remaining())) {
            takenBytes += bytes.remaining();
        }
        if (waitingBytes >= WAKING_BYTES
                || waiting.size() >= WAKING_PIECES
                || budget.leftBytes() < SCARCE_BYTES
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
            long before = waitingBytes;
            ByteBuffer done = waiting.remove();
            letGo(done.capacity());
            return waitingBytes == 0
                    || waiting.size() == WAITING_PIECES_MAX / 2
                    || (before > WAITING_BYTES_MAX / 2 && waitingBytes <= WAITING_BYTES_MAX / 2);
        }
        if (isBehind() && writtenBytes == sizeBytes) {
            state = State.RUNNING;
            why = Optional.empty();
        }
        return true;
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
        letGo(waitingBytes);
        wake();
    }

    private void letGo(long bytes) {
        waitingBytes -= bytes;
        long given = Math.min(takenBytes, bytes);
        takenBytes -= given;
        budget.give(given);
    }

    /** What is told of a replica that fell too far behind. */
    static S3Failure tooFarBehind() {
        return new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "too far behind the others");
    }
}
