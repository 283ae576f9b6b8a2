package dfs.replication.copies;

import dfs.core.name.BlobId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Blobs that were found damaged or missing on this node while somebody used them: whoever repairs takes them from here. Beyond the limit
 * they are forgotten, and found again by a walk. Safe for any number of threads.
 */
public final class Wants {

    /** The most that are remembered: what a minute of repair does. */
    private static final int MAX = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<BlobId> wanted = new LinkedHashSet<>();

    /** Asks for a repair. */
    public void add(BlobId id) {
        lock.lock();
        try {
            if (wanted.size() < MAX) {
                wanted.add(id);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes all that is asked for. */
    public List<BlobId> takeAll() {
        lock.lock();
        try {
            List<BlobId> taken = new ArrayList<>(wanted);
            wanted.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
