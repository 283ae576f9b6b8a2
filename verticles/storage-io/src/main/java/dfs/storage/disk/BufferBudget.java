package dfs.storage.disk;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of blobs may wait in memory, of all writers together. */
final class BufferBudget {

    private final AtomicLong leftBytes;

    BufferBudget(long bytes) {
        leftBytes = new AtomicLong(bytes);
    }

    /** Takes so many bytes if they are left. */
    boolean tryTake(long bytes) {
        long left = leftBytes.get();
        while (left >= bytes) {
            if (leftBytes.compareAndSet(left, left - bytes)) {
                return true;
            }
            left = leftBytes.get();
        }
        return false;
    }

    void give(long bytes) {
        leftBytes.addAndGet(bytes);
    }
}
