package dfs.peer.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final long MILLI = 1_000_000;

    private final Breaker breaker = new Breaker(5_000 * MILLI, 1_600 * MILLI);

    @Test
    void afterAFailureOneTriesAndAllAgainOnceItSucceeded() {
        assertThat(breaker.mayTry(0)).isTrue();
        assertThat(breaker.failed(0, 0)).isTrue();
        assertThat(breaker.mayTry(99 * MILLI)).isFalse();
        assertThat(breaker.mayTry(100 * MILLI)).isTrue();
        assertThat(breaker.mayTry(101 * MILLI)).as("another one meanwhile").isFalse();
        assertThat(breaker.succeeded(101 * MILLI)).isTrue();
        assertThat(breaker.succeeded(101 * MILLI)).isFalse();
        assertThat(breaker.mayTry(102 * MILLI)).isTrue();
        assertThat(breaker.mayTry(102 * MILLI)).isTrue();
    }

    @Test
    void pausesGrowToALimit() {
        long now = 0;
        for (int i = 0; i < 20; i++) {
            assertThat(breaker.failed(now, now)).isEqualTo(i == 0);
        }
        assertThat(breaker.mayTry(now + 1_599 * MILLI)).isFalse();
        assertThat(breaker.mayTry(now + 1_600 * MILLI)).isTrue();
    }

    @Test
    void aTrierThatIsNotHeardOfGivesWayToAnother() {
        assertThat(breaker.failed(0, 0)).isTrue();
        assertThat(breaker.mayTry(100 * MILLI)).isTrue();
        assertThat(breaker.mayTry(5_099 * MILLI)).isFalse();
        assertThat(breaker.mayTry(5_100 * MILLI)).isTrue();
    }

    @Test
    void aFailureOfACallThatBeganBeforeTheLastAnswerSaysNothing() {
        assertThat(breaker.succeeded(100 * MILLI)).isFalse();
        assertThat(breaker.failed(99 * MILLI, 200 * MILLI)).isFalse();
        assertThat(breaker.mayTry(200 * MILLI)).isTrue();
        assertThat(breaker.failed(150 * MILLI, 200 * MILLI)).isTrue();
        assertThat(breaker.mayTry(201 * MILLI)).isFalse();
    }
}
