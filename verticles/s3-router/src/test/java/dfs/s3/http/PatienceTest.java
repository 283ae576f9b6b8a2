package dfs.s3.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PatienceTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Patience patience = new Patience(Duration.ofSeconds(30), 1000);

    @Test
    void silenceUsesItUp() {
        patience.waited(29 * SECOND);
        assertThat(patience.leftNanos()).isEqualTo(SECOND);
    }

    @Test
    void eachByteGivesSomeBackButNeverMoreThanThereWas() {
        patience.waited(10 * SECOND);
        patience.moved(3000);
        assertThat(patience.leftNanos()).isEqualTo(23 * SECOND);
        patience.moved(1_000_000_000);
        assertThat(patience.leftNanos()).isEqualTo(30 * SECOND);
    }

    @Test
    void whoIsAsFastAsAskedIsWaitedForWithoutEnd() {
        for (int second = 0; second < 100_000; second++) {
            patience.waited(SECOND);
            patience.moved(1000);
        }
        assertThat(patience.leftNanos()).isPositive();
    }

    @Test
    void whoIsSlowerIsNot() {
        for (int second = 0; second < 60; second++) {
            patience.waited(SECOND);
            patience.moved(499);
        }
        assertThat(patience.leftNanos()).isNegative();
    }

    @Test
    void withoutALeastRateAnyByteGivesBackAll() {
        Patience lenient = new Patience(Duration.ofSeconds(30), 0);
        lenient.waited(29 * SECOND);
        lenient.moved(1);
        assertThat(lenient.leftNanos()).isEqualTo(30 * SECOND);
    }

    @Test
    void aLargePieceMayTakeAsLongAsItsBytesAllow() {
        assertThat(patience.leftMillisFor(10_000)).isEqualTo(40_001);
    }
}
