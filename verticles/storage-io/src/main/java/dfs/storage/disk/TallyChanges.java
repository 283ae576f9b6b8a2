package dfs.storage.disk;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;

/** What segments hold as it will be when a batch is written. Used by one thread. */
final class TallyChanges {

    private final LongFunction<Tally> now;
    private final Map<Long, Tally> bySegment = new HashMap<>();

    /** None yet; {@code now} tells what a segment holds before. */
    TallyChanges(LongFunction<Tally> now) {
        this.now = now;
    }

    void update(long segment, UnaryOperator<Tally> change) {
        Tally before = bySegment.containsKey(segment) ? bySegment.get(segment) : now.apply(segment);
        bySegment.put(segment, change.apply(before));
    }

    /** Those changed, by the number of the segment. */
    Map<Long, Tally> bySegment() {
        return bySegment;
    }
}
