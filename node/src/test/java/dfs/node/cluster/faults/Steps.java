package dfs.node.cluster.faults;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The growing values of one key, and when each was acknowledged. Written by one thread, read by any. */
final class Steps {

    private final String key;
    private final ConcurrentSkipListMap<Long, Integer> byNanos = new ConcurrentSkipListMap<>();
    private volatile int newest;

    Steps(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    /** The value that was written last, or is to be written next. */
    int newest() {
        return newest;
    }

    /** This is written next. */
    void aimAt(int value) {
        newest = value;
    }

    void acknowledged(int value, long nanos) {
        newest = value;
        byNanos.put(nanos, value);
    }

    /** The newest value that was acknowledged at this time or before, by {@link System#nanoTime}; 0 for none. */
    int acknowledgedBefore(long nanos) {
        Map.Entry<Long, Integer> entry = byNanos.floorEntry(nanos);
        return entry == null ? 0 : entry.getValue();
    }
}
