package dfs.history;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.error.S3Failure;
import dfs.history.Engines.CheckThenWrite;
import dfs.history.Engines.Logged;
import dfs.history.Engines.StaleReads;
import dfs.metadata.Engine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/**
 * <b>Goal.</b> The judge of histories finds the bugs that a store of this kind may have, and finds none where there are none.
 *
 * <p><b>Method.</b> Clients work on the real rules of the metadata, turn by turn as a seed has it, while the power is cut now
 * and then; once as it should be, and once with each bug planted.
 */
class PlantedBugsTest {

    private static final int SEEDS = 40;
    private static final int CLIENTS = 6;
    private static final int ACTS = 25;
    private static final List<String> KEYS = List.of("a", "b");

    @Test
    void aRightStoreIsFoundRight() throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            assertThat(violation(seed, 1, (log, turns) -> log))
                    .as("seed " + seed)
                    .isEmpty();
        }
    }

    @Test
    void anAcknowledgementBeforeTheSyncIsFound() throws Exception {
        assertThat(found(4, (log, turns) -> log)).isGreaterThan(SEEDS / 8);
    }

    @Test
    void aCheckThatComesBeforeTheWriteIsFound() throws Exception {
        assertThat(found(1, CheckThenWrite::new)).isGreaterThan(SEEDS / 8);
    }

    @Test
    void aStaleReadIsFound() throws Exception {
        assertThat(found(1, (log, turns) -> new StaleReads(log, 1))).isGreaterThan(SEEDS / 8);
    }

    private static int found(int commitsPerSync, BiFunction<Engine, Turns, Engine> planting) throws Exception {
        int found = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            found += violation(seed, commitsPerSync, planting).isPresent() ? 1 : 0;
        }
        return found;
    }

    private static Optional<String> violation(long seed, int commitsPerSync, BiFunction<Engine, Turns, Engine> planting)
            throws Exception {
        Random random = new Random(seed);
        Turns turns = new Turns(new Random(random.nextLong()));
        Logged log = new Logged(commitsPerSync, turns);
        EngineStore engine = new EngineStore(planting.apply(log, turns), turns);
        Store store = (key, operation, way) -> {
            try {
                return engine.ask(key, operation, way);
            } catch (S3Failure cut) {
                throw new IOException(cut);
            }
        };
        AtomicInteger values = new AtomicInteger();
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client(i, store, turns::now, values, new Random(random.nextLong())));
        }
        List<Runnable> scripts = clients.stream()
                .<Runnable>map(client -> () -> {
                    for (int i = 0; i < ACTS; i++) {
                        client.act(KEYS);
                    }
                })
                .toList();
        log.syncAll();
        turns.play(scripts, () -> {
            if (random.nextInt(60) == 0) {
                log.crash();
            }
        });
        return Linearizability.violation(
                clients.stream().flatMap(client -> client.history().stream()).toList());
    }
}
