package dfs.node.cluster.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * <b>Goal.</b> As {@link ClusterFaultsIT}: whatever befalls one node, or all at once, nothing that was acknowledged is lost, hidden or shown wrong.
 *
 * <p><b>Method.</b> For {@code -Dminutes=N}, one fault after another of every kind, in an order and on nodes that follow from {@code -Dseed=N}; all is
 * judged after each. {@code scripts/faults.sh} runs it; the report is {@code node/target/faults-SEED.md}. {@code -Dfaults=LEADER_KILLED,...} chooses kinds.
 */
@EnabledIfSystemProperty(named = "minutes", matches = "[0-9]+", disabledReason = "the long form: scripts/faults.sh")
class RandomFaultsIT {

    private static final Duration PHASE = Duration.ofSeconds(3);

    @TempDir
    private Path folder;

    private final long seed = Long.getLong("seed", System.nanoTime() % 1_000_000);
    private final Random random = new Random(seed);
    private final Deque<Fault> deck = new ArrayDeque<>();

    @Test
    void whateverBefallsOneNodeNothingAcknowledgedIsLost() throws Exception {
        Report report = new Report(Path.of("target", "faults-" + seed + ".md"), seed);
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(Long.getLong("minutes"));
        try (Stage stage = Stage.open(folder);
                Load load = new Load(stage, random)) {
            Path otherVersion = SecondVersion.make(folder, "0.2.0");
            while (System.nanoTime() < end) {
                Fault fault = next();
                report.add(round(stage, load, fault, otherVersion));
            }
            report.conclude("nothing acknowledged was lost, hidden or wrong");
        } catch (Exception | AssertionError e) {
            report.conclude("FAILED: " + e.getMessage());
            throw e;
        }
    }

    /** Every kind comes before one comes again. */
    private Fault next() {
        if (deck.isEmpty()) {
            List<Fault> kinds = new ArrayList<>(chosen());
            Collections.shuffle(kinds, random);
            deck.addAll(kinds);
        }
        return deck.remove();
    }

    private static List<Fault> chosen() {
        String wanted = System.getProperty("faults", "");
        return wanted.isEmpty()
                ? List.of(Fault.values())
                : Arrays.stream(wanted.split(",")).map(Fault::valueOf).toList();
    }

    private Report.Round round(Stage stage, Load load, Fault fault, Path otherVersion) throws Exception {
        int leader = stage.leader();
        int node = node(fault, leader);
        String role = node == leader ? "leader" : "follower";
        load.start();
        pause(1);
        long began = System.nanoTime();
        fault.begin(stage, node, otherVersion);
        pause(fault.phases());
        long ended = System.nanoTime();
        fault.end(stage, node);
        pause(1);
        load.stop();
        String when = fault + " of node " + node + ", the " + role + ", seed " + seed;
        stage.awaitServing();
        load.judge(when);
        stage.awaitWhole(random.nextInt(Stage.COUNT) + 1);
        long whole = System.nanoTime();
        Tally.Span during = load.tally().since(began);
        assertThat(during.count()).as(when).isPositive();
        Tally.Span elsewhere = load.tally().between(began, ended).at(List.of(Stage.others(node)));
        load.tally().forget();
        return new Report.Round(
                fault, node, role, during, elsewhere, during.backMillis(began), (whole - ended) / 1_000_000);
    }

    private int node(Fault fault, int leader) {
        if (fault == Fault.LEADER_KILLED) {
            return leader;
        }
        boolean isLeader = fault.isForLeadersToo() && random.nextBoolean();
        return isLeader ? leader : Stage.others(leader)[random.nextInt(2)];
    }

    private static void pause(int phases) {
        LockSupport.parkNanos(PHASE.multipliedBy(phases).toNanos());
    }
}
