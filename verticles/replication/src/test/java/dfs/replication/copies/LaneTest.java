package dfs.replication.copies;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.BudgetShare;
import dfs.core.ByteBudget;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * When the thread of a replica is woken.
 *
 * <p><b>Method.</b> A thread waits for work. A signal takes it off the condition at once, by the thread that gives it, so the test sees it without
 * waiting for anything. Time passes by hand.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LaneTest {

    private static final long BEGAN = 1_000_000;
    /** A piece that takes 16 KiB. */
    private static final int PIECE_BYTES = (16 << 10) - BudgetShare.BUFFER_BYTES;

    private static final int PIECES_PER_MIB = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final ByteBudget budget = new ByteBudget(2L * Lane.SCARCE_BYTES);
    private final Lane lane = new Lane(new Replica("n1", new NoBlobs(), true), 1L << 30, budget, work, BEGAN);
    private final Thread thread = new Thread(this::waitForWork, "lane");

    private void waitForWork() {
        lock.lock();
        try {
            lane.awaitWork();
        } finally {
            lock.unlock();
        }
    }

    @BeforeEach
    void begin() {
        thread.start();
        while (!isWaiting() && thread.isAlive()) {
            Thread.onSpinWait();
        }
        assertThat(isWaiting()).isTrue();
    }

    @AfterEach
    void end() throws InterruptedException {
        locked(Lane::wake);
        thread.join();
    }

    private boolean isWaiting() {
        lock.lock();
        try {
            return lock.hasWaiters(work);
        } finally {
            lock.unlock();
        }
    }

    private void locked(Consumer<Lane> action) {
        lock.lock();
        try {
            action.accept(lane);
        } finally {
            lock.unlock();
        }
    }

    private void add(int count, int bytes, long nanosAfter) {
        locked(each -> {
            for (int i = 0; i < count; i++) {
                each.add(ByteBuffer.allocate(bytes), BEGAN + nanosAfter);
            }
        });
    }

    @Test
    void fewBytesThatComeQuicklyWaitForMore() {
        add(PIECES_PER_MIB / 4 - 1, PIECE_BYTES, Lane.SLOW_NANOS);
        assertThat(isWaiting()).isTrue();
        add(1, PIECE_BYTES, Lane.SLOW_NANOS);
        assertThat(isWaiting()).isFalse();
    }

    @Test
    void whatComesLateDoesNotAndIsNotHeldAgainstTheReplica() {
        add(1, PIECE_BYTES, 0);
        add(1, PIECE_BYTES, Lane.SLOW_NANOS + 1);
        assertThat(isWaiting()).isFalse();
        locked(each -> assertThat(each.takenNanos()).isEqualTo(BEGAN + Lane.SLOW_NANOS + 1));
        add(1, PIECE_BYTES, 10 * Lane.SLOW_NANOS); // it has something to do since before that
        locked(each -> assertThat(each.takenNanos()).isEqualTo(BEGAN + Lane.SLOW_NANOS + 1));
    }

    @Test
    void nothingWaitsForMoreWhereTheBudgetIsScarce() {
        assertThat(budget.tryTake(Lane.SCARCE_BYTES)).isTrue();
        add(1, PIECE_BYTES, 0);
        assertThat(isWaiting()).isFalse();
    }

    @Test
    void aReplicaThatIsLeftOutIsTold() {
        add(1, PIECE_BYTES, 0);
        locked(each -> each.out(new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, "test")));
        assertThat(isWaiting()).isFalse();
        assertThat(budget.leftBytes()).isEqualTo(2L * Lane.SCARCE_BYTES);
    }

    @Test
    void whatHoldsAByteCountsToo() {
        int pieces = Lane.WAITING_BYTES_MAX / (BudgetShare.BUFFER_BYTES + 1);
        add(pieces - 1, 1, 0);
        locked(each -> assertThat(each.hasRoom(1)).isTrue());
        add(1, 1, 0);
        locked(each -> assertThat(each.hasRoom(1)).isFalse());
        assertThat(budget.leftBytes()).isLessThan(2L * Lane.SCARCE_BYTES - Lane.WAITING_BYTES_MAX + 1_000);
    }

    @Test
    void whoWaitsForRoomIsToldWhereHalfOfItIsFreeAgainAndWhereAllIs() {
        int halves = 2 * PIECES_PER_MIB;
        add(halves + 2, PIECE_BYTES, 0);
        locked(each -> {
            assertThat(each.written(PIECE_BYTES, BEGAN)).isFalse();
            assertThat(each.written(PIECE_BYTES, BEGAN)).isTrue();
            for (int i = 1; i < halves; i++) {
                assertThat(each.written(PIECE_BYTES, BEGAN)).isFalse();
            }
            assertThat(each.written(PIECE_BYTES, BEGAN)).isTrue();
        });
    }
}
