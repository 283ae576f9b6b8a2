package dfs.metadata.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeadTest {

    private final Lead.Lag lag = new Lead.Lag();
    private long nowMillis;
    private long index;

    @Test
    void aDiskThatIsBehindTheOthersEachTimeIsSlow() {
        assertThat(isSlowAfter(400)).isFalse();
        assertThat(isSlowAfter(400)).isFalse();
        assertThat(isSlowAfter(400)).isTrue();
    }

    @Test
    void aDiskThatIsLateNowAndThenIsNot() {
        for (int i = 0; i < 10; i++) {
            assertThat(isSlowAfter(400)).isFalse();
            assertThat(isSlowAfter(400)).isFalse();
            assertThat(isSlowAfter(20)).isFalse();
        }
        for (int i = 0; i < 10; i++) {
            assertThat(isSlowAfter(400)).isFalse();
            nowMillis += Duration.ofSeconds(11).toMillis();
        }
    }

    @Test
    void nothingIsLateWhereTheOthersHaveNoMore() {
        for (int i = 0; i < 100; i++) {
            nowMillis += 1_000;
            assertThat(lag.isSlow(nanos(), index + 1, index)).isFalse();
            index++;
        }
    }

    @Test
    void itIsQuietWhereNothingWasWrittenForLong() {
        assertThat(isSlowAfter(400)).isFalse();
        assertThat(lag.isQuiet(nanos())).isFalse();
        nowMillis += Duration.ofSeconds(3).toMillis();
        assertThat(lag.isQuiet(nanos())).isTrue();
        assertThat(lag.isSlow(nanos(), index, index + 1)).isFalse();
        assertThat(lag.isQuiet(nanos())).isFalse();
        nowMillis += Duration.ofSeconds(3).toMillis();
        assertThat(lag.isQuiet(nanos())).as("an entry is awaited still").isFalse();
    }

    /** The others have an entry, this one after so many milliseconds; whether it was found slow until then. */
    private boolean isSlowAfter(long millis) {
        index++;
        boolean isSlow = false;
        for (long end = nowMillis + millis; nowMillis < end; nowMillis += 10) {
            isSlow |= lag.isSlow(nanos(), index - 1, index);
        }
        return isSlow | lag.isSlow(nanos(), index, index);
    }

    private long nanos() {
        return Duration.ofMillis(nowMillis).toNanos();
    }
}
