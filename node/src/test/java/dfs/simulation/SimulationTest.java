package dfs.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * <b>Goal.</b> Whatever happens to nodes, networks, disks and clocks: what was acknowledged is there, with its bytes; histories are
 * linearizable; nothing that is named is collected; and when all is well again a census finds every replica, no garbage is left, and what is
 * counted is what is there.
 *
 * <p><b>Method.</b> A few hundred seeds, each a cluster that is simulated as a whole, see {@link Simulation}. Bugs that are planted must be found
 * within as many. {@code -Dseed=N} replays one, {@code -Dseeds=N} runs that many.
 */
class SimulationTest {

    private static final long SEEDS = 500;
    private static final int TOLD_MAX = 3;

    private static Level before = Level.INFO;

    @BeforeAll
    static void silence() {
        // What is done to nodes here they would tell of without end.
        Logger log = (Logger) LoggerFactory.getLogger("dfs");
        before = log.getEffectiveLevel();
        log.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        ((Logger) LoggerFactory.getLogger("dfs")).setLevel(before);
    }

    @Test
    void everySeedEndsWell() throws InterruptedException {
        Long one = Long.getLong("seed");
        long first = one == null ? 0 : one;
        long count = one == null ? Long.getLong("seeds", SEEDS) : 1;
        assertThat(violations(Plant.NONE, first, first + count, TOLD_MAX))
                .as("replay one: mvn -Dfast -pl node -am test -Dtest=SimulationTest#everySeedEndsWell"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dseed=N")
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aPlantedBugIsFound(Plant plant) throws InterruptedException {
        assertThat(violations(plant, 0, SEEDS, 1)).isNotEmpty();
    }

    @Test
    void aSeedIsReplayedStepByStep() {
        for (long seed = 0; seed < 5; seed++) {
            Simulation.Outcome once = Simulation.run(seed, Plant.NONE);
            Simulation.Outcome again = Simulation.run(seed, Plant.NONE);
            assertThat(again).isEqualTo(once);
            assertThat(once.steps()).isGreaterThan(1_000);
            assertThat(once.answered()).isGreaterThan(10);
        }
    }

    /** What is wrong with these seeds, until so many were wrong; on all processors, each seed on one. */
    private static List<String> violations(Plant plant, long first, long end, int most) throws InterruptedException {
        AtomicLong next = new AtomicLong(first);
        ConcurrentLinkedQueue<String> found = new ConcurrentLinkedQueue<>();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            workers.add(Thread.ofPlatform().start(() -> {
                for (long seed = next.getAndIncrement();
                        seed < end && found.size() < most;
                        seed = next.getAndIncrement()) {
                    long mine = seed;
                    Simulation.run(mine, plant).violation().ifPresent(what -> found.add("seed " + mine + ": " + what));
                }
            }));
        }
        for (Thread worker : workers) {
            worker.join();
        }
        return List.copyOf(found);
    }
}
