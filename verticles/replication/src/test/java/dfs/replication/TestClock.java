package dfs.replication;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that goes its own way. */
public final class TestClock implements InstantSource {

    private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis.get());
    }

    /** Lets time pass. */
    public void advance(long byMillis) {
        millis.getAndAdd(byMillis);
    }
}
