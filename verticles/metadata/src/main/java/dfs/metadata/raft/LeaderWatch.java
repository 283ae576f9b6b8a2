package dfs.metadata.raft;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** How long nobody has led, as seen by those who want to commit. Safe for any number of threads. */
final class LeaderWatch {

    /** An election takes about as long; where nobody leads for longer, waiting is of no use. */
    private static final Duration LIMIT = Duration.ofMillis(1_800);

    private static final long LED = Long.MIN_VALUE;

    private final BooleanSupplier isLed;
    private volatile long sinceNanos = LED;

    /** Watches whether somebody leads; a member that is alone is led by itself. */
    LeaderWatch(BooleanSupplier isLed) {
        this.isLed = isLed;
    }

    /** What those are told whose commit was not sent to anybody; empty while waiting is of use. */
    Optional<S3Failure> hopeless() {
        if (isLed.getAsBoolean()) {
            sinceNanos = LED;
            return Optional.empty();
        }
        long now = System.nanoTime();
        long since = sinceNanos;
        if (since == LED) {
            sinceNanos = now;
            return Optional.empty();
        }
        return now - since > LIMIT.toNanos()
                ? Optional.of(new S3Failure(ErrorCode.SERVICE_UNAVAILABLE, Voice.NO_LEADER + " Nothing was changed."))
                : Optional.empty();
    }
}
