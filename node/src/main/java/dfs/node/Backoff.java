package dfs.node;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: anything up to a bound that doubles with each failure, so that those who failed together
 * do not try again together.
 *
 * @param first the bound after one failure
 * @param max the greatest bound
 * @param random the dice
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential Backoff And Jitter</a>, "full
 *     jitter"
 */
record Backoff(Duration first, Duration max, RandomGenerator random) {

    private static final int DOUBLINGS_MAX = 30;

    /** What to wait after so many failures in a row, at least one. */
    Duration pause(int failures) {
        long bound = first.toMillis() << Math.min(failures - 1, DOUBLINGS_MAX);
        return Duration.ofMillis(random.nextLong(Math.min(bound, max.toMillis()) + 1));
    }
}
