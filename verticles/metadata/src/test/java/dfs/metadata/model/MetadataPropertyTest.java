package dfs.metadata.model;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.metadata.index.MemoryIndex;
import dfs.metadata.rocks.RocksStore;
import dfs.metadata.rules.Rules;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * <b>Goal.</b> The rules and the queries answer as a model does that is too plain to be wrong, and what they count
 * equals what is there.
 *
 * <p><b>Method.</b> From a seed, mutations are thought up that mostly have something to work on; each outcome is
 * predicted by the model. Now and then, and at the end, everything is listed by pages of random sizes and counted anew.
 * {@code -Dseed=N} replays one.
 */
class MetadataPropertyTest {

    private static final int SEEDS = 250;
    private static final int MUTATIONS = 150;
    private static final int MUTATIONS_PER_LOOK = 30;

    @TempDir
    private Path folder;

    static LongStream seeds() {
        Long only = Long.getLong("seed");
        return only == null ? LongStream.range(0, SEEDS) : LongStream.of(only);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void mutationsListingsAndCountersAreAsTheNaiveModelSays(long seed) {
        Random random = new Random(seed);
        NaiveBuckets model = new NaiveBuckets();
        Wishes wishes = new Wishes(random, model);
        Judge judge = new Judge(model);
        MemoryIndex index = new MemoryIndex();
        for (int i = 1; i <= MUTATIONS; i++) {
            Mutation<?> mutation = wishes.next();
            Outcome<?> outcome = Rules.apply(index, List.of(mutation), i).getFirst();
            judge.follow(mutation, outcome);
            if (i % MUTATIONS_PER_LOOK == 0) {
                releaseAll(index, 1 + random.nextInt(5));
                new Look(index, model, wishes, random).everywhere();
            }
        }
    }

    /** A few parts at a time, until none is left. */
    private static void releaseAll(MemoryIndex index, int max) {
        int released = max;
        while (released == max) {
            Outcome<?> outcome = Rules.apply(index, List.of(new Mutation.ReleaseParts(max)), 0)
                    .getFirst();
            released = outcome instanceof Outcome.Done<?> done ? (Integer) done.result() : 0;
        }
    }

    @Test
    void aDiskIndexHoldsWhatAnIndexInMemoryHolds() throws Exception {
        for (long seed = 0; seed < 5; seed++) {
            NaiveBuckets model = new NaiveBuckets();
            Wishes wishes = new Wishes(new Random(seed), model);
            Judge judge = new Judge(model);
            MemoryIndex memory = new MemoryIndex();
            Path where = folder.resolve(Long.toString(seed));
            RocksStore store = new RocksStore(where);
            for (int i = 1; i <= MUTATIONS; i++) {
                Mutation<?> mutation = wishes.next();
                long stamp = i;
                List<Outcome<?>> outcomes = Rules.apply(memory, List.of(mutation), stamp);
                List<List<Outcome<?>>> onDisk = new ArrayList<>();
                store.write(index -> onDisk.add(Rules.apply(index, List.of(mutation), stamp)));
                assertThat(onDisk).containsExactly(outcomes);
                judge.follow(mutation, outcomes.getFirst());
                if (i == MUTATIONS / 2) {
                    store.flush();
                }
            }
            assertThat(store.read(Census::dump)).isEqualTo(Census.dump(memory));
            store.flush();
            store.close();
            try (RocksStore again = new RocksStore(where)) {
                assertThat(again.read(Census::dump)).isEqualTo(Census.dump(memory));
            }
        }
    }
}
