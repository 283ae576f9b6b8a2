package dfs.perf.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class SteadinessTest {

    private static final int NEVER = 1000;

    /** After how many rounds a series is steady for the first time. */
    private static int steadyAfter(IntToDoubleFunction costs) {
        List<Double> rounds = new ArrayList<>();
        while (rounds.size() < NEVER && !Steadiness.isSteady(rounds)) {
            rounds.add(costs.applyAsDouble(rounds.size()));
        }
        return rounds.size();
    }

    @Test
    void aCostThatNeverFallsIsSteadyAsSoonAsItCanBeSeen() {
        assertThat(steadyAfter(round -> 800)).isEqualTo(6);
        assertThat(steadyAfter(round -> 800 + 10 * round)).isEqualTo(6);
    }

    @Test
    void aCostThatKeepsFallingIsNotSteady() {
        assertThat(steadyAfter(round -> 8000 * Math.pow(0.97, round))).isEqualTo(NEVER);
    }

    @Test
    void aCostThatFallsToAFloorIsSteadyNearTheFloor() {
        for (int rounds : List.of(2, 5, 15)) {
            IntToDoubleFunction costs = round -> 1000 + 2000 * Math.exp(-(double) round / rounds);

            int steadyAfter = steadyAfter(costs);

            assertThat(costs.applyAsDouble(steadyAfter - 1)).isLessThan(1060);
            assertThat(steadyAfter).isLessThan(8 * rounds);
        }
    }

    @Test
    void aFallIsSeenThroughNoise() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int steadyAfter =
                    steadyAfter(round -> (1000 + 2000 * Math.exp(-round / 8.0)) * random.nextDouble(0.95, 1.05));

            assertThat(steadyAfter).as("seed %d", seed).isBetween(16, 60);
        }
    }

    @Test
    void aFewDisturbedRoundsAreNotTakenForTheEndOfAFall() {
        assertThat(Steadiness.isSteady(List.of(3000.0, 2000.0, 4000.0, 4000.0, 4000.0, 1500.0)))
                .isFalse();
        assertThat(Steadiness.isSteady(List.of(3000.0, 2000.0, 1700.0, 1950.0, 2010.0, 1990.0)))
                .isFalse();
        assertThat(Steadiness.isSteady(List.of(3000.0, 1700.0, 1950.0, 2010.0, 1990.0, 1690.0, 1750.0)))
                .isTrue();
    }
}
