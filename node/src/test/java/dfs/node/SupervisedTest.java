package dfs.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.protocol.health.ComponentState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SupervisedTest {

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), new Random(7));

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** What the part is to do at each start: fail with the text, or start where there is none. */
    private final BlockingQueue<Optional<String>> fates = new LinkedBlockingQueue<>();

    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final BlockingQueue<Duration> pauses = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> goOn = new LinkedBlockingQueue<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Supervised<Integer> supervised =
            new Supervised<>("The part", new Scripted(), BACKOFF, this::pause, now::get);

    private final class Scripted implements Supervised.Part<Integer> {

        private int started;

        @Override
        public Integer start() throws Exception {
            Optional<String> fate = fates.take();
            if (fate.isPresent()) {
                log.add("failed");
                throw new IOException(fate.get());
            }
            started++;
            log.add("started " + started);
            return started;
        }

        @Override
        public void stop(Integer which) {
            log.add("stopped " + which);
        }
    }

    /** Notes how long is to be waited, and waits until the test says so, or the node stops. */
    private Optional<Supervised.Event> pause(LinkedBlockingQueue<Supervised.Event> events, Duration atMost)
            throws InterruptedException {
        pauses.add(atMost);
        while (goOn.poll(1, TimeUnit.MILLISECONDS) == null) {
            Supervised.Event event = events.poll();
            if (event != null) {
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }

    @AfterEach
    void stop() throws TimeoutException {
        fates.add(Optional.of("the test is over"));
        supervised.close(LIMIT);
    }

    @Test
    void aPartThatStartsIsOperationalAndIsStoppedOnce() throws Exception {
        assertThat(supervised.state().status()).isEqualTo(ComponentState.Status.DOWN);
        fates.add(Optional.empty());
        assertThat(supervised.awaitFirst()).isEqualTo(1);
        assertThat(supervised.running()).contains(1);
        assertThat(supervised.state()).isEqualTo(ComponentState.OPERATIONAL);
        supervised.close(LIMIT);
        supervised.close(LIMIT);
        assertThat(log).containsExactly("started 1", "stopped 1");
        assertThat(supervised.running()).isEmpty();
        assertThat(supervised.state().status()).isEqualTo(ComponentState.Status.DOWN);
    }

    @Test
    void aPartThatDoesNotStartIsShownAndTriedAgain() throws Exception {
        fates.add(Optional.of("no room"));
        assertThatThrownBy(supervised::awaitFirst)
                .isInstanceOf(IOException.class)
                .hasMessage("no room");
        assertThat(pauses.take()).isLessThanOrEqualTo(Duration.ofMillis(100));
        assertThat(supervised.state())
                .isEqualTo(new ComponentState(
                        ComponentState.Status.DOWN, "The part failed: no room; it is started anew, attempt 2."));
        fates.add(Optional.empty());
        goOn.add(true);
        assertThat(log.take()).isEqualTo("failed");
        assertThat(log.take()).isEqualTo("started 1");
        awaitRunning(1);
        assertThat(supervised.state()).isEqualTo(ComponentState.OPERATIONAL);
    }

    @Test
    void aPartThatFailsWhileItRunsIsStoppedAndStartedAnew() throws Exception {
        fates.add(Optional.empty());
        assertThat(supervised.awaitFirst()).isEqualTo(1);
        supervised.fail(1, "its disk is gone");
        Duration _ = pauses.take();
        assertThat(supervised.running()).isEmpty();
        assertThat(supervised.state().detail()).contains("its disk is gone");
        fates.add(Optional.empty());
        goOn.add(true);
        awaitRunning(2);
        supervised.fail(1, "told late");
        supervised.close(LIMIT);
        assertThat(log).containsExactly("started 1", "stopped 1", "started 2", "stopped 2");
        assertThat(pauses).isEmpty();
    }

    @Test
    void failuresInARowAreWaitedForLongerAndOnesFarApartAreNot() throws Exception {
        List<Duration> bounds = new ArrayList<>();
        for (int failures = 1; failures <= 12; failures++) {
            Backoff greatest = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), new Random() {
                @Override
                public long nextLong(long bound) {
                    return bound - 1;
                }
            });
            bounds.add(greatest.pause(failures));
        }
        assertThat(bounds.subList(0, 4))
                .containsExactly(
                        Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400), Duration.ofMillis(800));
        assertThat(bounds.subList(9, 12)).containsOnly(Duration.ofSeconds(30));

        for (int i = 0; i < 8; i++) {
            fates.add(Optional.of("no"));
            Duration _ = pauses.take();
            goOn.add(true);
        }
        assertThat(supervised.state().detail()).contains("attempt 9");
        fates.add(Optional.empty());
        awaitRunning(1);
        now.set(now.get().plus(Supervised.STABLE));
        supervised.fail(1, "after long");
        Duration _ = pauses.take();
        assertThat(supervised.state().detail()).contains("attempt 2");
    }

    @Test
    void aNodeThatStopsDoesNotWaitForTheNextAttempt() throws Exception {
        fates.add(Optional.of("no"));
        Duration _ = pauses.take();
        supervised.close(LIMIT);
        assertThat(log).containsExactly("failed");
    }

    @Test
    void aPartThatDoesNotEndItsStartIsNotWaitedForLongerThanGiven() {
        assertThatThrownBy(() -> supervised.close(Duration.ofMillis(1)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("The part");
    }

    private void awaitRunning(int which) throws InterruptedException {
        while (!supervised.running().equals(Optional.of(which))
                || supervised.state().status() != ComponentState.Status.OPERATIONAL) {
            Thread.sleep(1);
        }
    }
}
