package dfs.replication;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that goes its own way. */
public final class TestClock implements InstantSource {

    private volatile long millis = 1_700_000_000_000L;

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis);
    }

    /** Lets time pass. */
    public void advance(long byMillis) {
        millis += byMillis;
    }
}
