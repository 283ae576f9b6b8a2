package dfs.simulation;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** What a leader knows of the other members. */
final class Others {

    /** Of one of them: the entry that it is sent next, up to which entry it has the log on disk, and whether that counts. */
    static final class Other {
        long next;
        long match;
        long heardNanos;
        boolean isVoter = true;
        private int incarnation;
    }

    private final World world;
    private final Map<Integer, Other> all = new TreeMap<>();

    Others(World world) {
        this.world = world;
    }

    /** Begins to lead these. */
    void begin(List<Integer> numbers, long next) {
        all.clear();
        for (int number : numbers) {
            Other other = new Other();
            other.next = next;
            other.heardNanos = world.now();
            all.put(number, other);
        }
    }

    Set<Integer> numbers() {
        return all.keySet();
    }

    Other of(int number) {
        return Objects.requireNonNull(all.get(number));
    }

    long heardWithin(long nanos) {
        return all.values().stream()
                .filter(other -> world.now() - other.heardNanos < nanos)
                .count();
    }

    /** How many that vote have an entry on disk. */
    long have(long index) {
        return all.values().stream()
                .filter(other -> other.isVoter && other.match >= index)
                .count();
    }

    /** Whether something was sent by the newest incarnation of a member; what older ones acknowledged counts no more. */
    boolean isNews(int number, int incarnation) {
        Other other = of(number);
        if (incarnation > other.incarnation) {
            other.incarnation = incarnation;
            other.match = 0;
            other.isVoter = false;
        }
        return incarnation == other.incarnation;
    }
}
