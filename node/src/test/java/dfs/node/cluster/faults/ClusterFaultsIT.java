package dfs.node.cluster.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.node.cluster.faults.Tally.Kind;
import dfs.node.cluster.faults.Tally.Span;
import dfs.node.cluster.faults.Web.Answer;
import dfs.node.process.NodeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * <b>Goal.</b> No fault of one node loses or hides what was acknowledged, on whichever node it is looked for; and what a fault may cost those who turn to
 * the other nodes is bounded: nothing, where a follower, its disk, its clock or the bus fails.
 *
 * <p><b>Method.</b> Three nodes on hosts and disks of their own, under a mixed load of puts, conditional puts, deletes, gets, heads, listings and
 * multipart uploads, while one fault comes and goes. The history is judged for linearizability, reads at the weaker levels for what those promise; at the
 * end all that was acknowledged is read through every node, and a census of all replicas is taken. {@code -Dseed=N} repeats the clients' choices. The long
 * form is {@link RandomFaultsIT}.
 */
class ClusterFaultsIT {

    private static final Duration BEFORE = Duration.ofSeconds(1);
    private static final Duration UNDER = Duration.ofSeconds(3);

    /** Hazelcast misses a node after five. */
    private static final Duration BUS_UNDER = Duration.ofSeconds(7);

    /** What a request may take beyond what is promised, on a machine that does other things too. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private static final int SLOW_MILLIS = 2_000;

    /** Until a leader is missed and another one elected. */
    private static final long GAP_MILLIS_MAX = 10_000;

    @TempDir
    private static Path folder;

    private static Stage stage;
    private static Load load;

    @BeforeAll
    static void start() throws Exception {
        stage = Stage.open(folder);
        load = new Load(stage, new Random(Long.getLong("seed", 20_261_129L)));
    }

    @AfterAll
    static void stop() {
        if (load != null) {
            load.close();
        }
        if (stage != null) {
            stage.close();
        }
    }

    @AfterEach
    void allThatWasAcknowledgedIsThere() throws Exception {
        load.stop();
        load.aimAtAll();
        stage.awaitServing();
        load.judge("through every node");
        stage.awaitWhole(1);
    }

    @Test
    void theLossOfAFollowerCostsNoRequestToTheOthers() throws Exception {
        int follower = stage.follower();
        load.aim(Stage.others(follower));
        load.start();
        pause(BEFORE);
        long killed = System.nanoTime();
        stage.nodes().kill(follower);
        pause(UNDER);
        NodeProcess _ = stage.nodes().start(follower);
        load.stop();
        assertThat(load.tally().since(killed).unanswered()).isEmpty();
    }

    @Test
    void whoIsCutOffSaysSoWithinTwoSecondsAndServesWhatItKnows() throws Exception {
        int cutOff = stage.follower();
        load.aim(Stage.others(cutOff));
        load.start();
        pause(BEFORE);
        String bucket = stage.s3(cutOff) + "/serving-1";
        long cut = System.nanoTime();
        stage.net().isolate(cutOff);
        try {
            refuses("GET", bucket + "/here");
            refuses("PUT", bucket + "/small");
            refuses("GET", bucket + "?list-type=2");
            Answer known = load.web().get(bucket + "/here", "X-Consistency-Level", "eventual");
            assertThat(known.status()).isEqualTo(200);
        } finally {
            stage.net().join(cutOff);
        }
        load.stop();
        assertThat(load.tally().since(cut).unanswered()).isEmpty();
    }

    private static void refuses(String method, String url) {
        long began = System.nanoTime();
        Answer answer = load.web().ask(method, url, method.equals("PUT") ? new byte[10] : new byte[0]);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertThat(answer.status()).as(answer.text()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(took).isLessThan(Duration.ofSeconds(2).plus(SLACK));
    }

    @Test
    void aFullDiskStopsItsOwnNodeAlone() throws Exception {
        int full = stage.leader();
        load.aim(Stage.others(full));
        load.start();
        pause(BEFORE);
        long filled = System.nanoTime();
        stage.fillDisk(full);
        try {
            pause(UNDER);
            Answer refused = load.web().ask("PUT", stage.s3(full) + "/serving-1/small", new byte[10]);
            assertThat(refused.status()).as(refused.text()).isIn(503, 507);
            pause(UNDER);
        } finally {
            stage.emptyDisk(full);
        }
        load.stop();
        Span since = load.tally().since(filled);
        assertThat(since.of(Kind.PATIENT).unanswered()).isEmpty();
        assertThat(since.longestGapMillis()).isLessThan(GAP_MILLIS_MAX);
    }

    @Test
    void aSlowDiskOfAFollowerHoldsNoWriteUp() throws Exception {
        int slow = stage.follower();
        load.aim(Stage.others(slow));
        load.start();
        pause(BEFORE);
        stage.slowDisk(slow, SLOW_MILLIS);
        try {
            expectQuickWrites();
        } finally {
            stage.healDisk(slow);
        }
    }

    /** Who leads commits nothing that is not on its own disk: another one is to lead. */
    @Test
    void whoLeadsWithASlowDiskLetsAnotherOneLead() throws Exception {
        int slow = stage.leader();
        load.aim(Stage.others(slow));
        load.start();
        pause(BEFORE);
        stage.slowDisk(slow, SLOW_MILLIS);
        try {
            Stage.await("another leader", Duration.ofSeconds(30), () -> stage.leader(slow % Stage.COUNT + 1) != slow);
            expectQuickWrites();
        } finally {
            stage.healDisk(slow);
        }
    }

    private static void expectQuickWrites() throws InterruptedException {
        long slowed = System.nanoTime();
        pause(UNDER);
        load.stop();
        Span since = load.tally().since(slowed);
        assertThat(since.unanswered()).isEmpty();
        assertThat(since.of(Kind.WRITE).count()).isPositive();
        assertThat(since.of(Kind.WRITE).millis(500)).isLessThan(SLOW_MILLIS / 2);
    }

    @Test
    void clocksThatJumpCostNoRequest() throws Exception {
        load.start();
        pause(BEFORE);
        int leader = stage.leader();
        long jumped = System.nanoTime();
        for (int node : List.of(leader, leader % Stage.COUNT + 1)) {
            for (int hours : List.of(1, -1, 0)) {
                stage.setClock(node, Duration.ofHours(hours));
                pause(UNDER.dividedBy(2));
            }
        }
        load.stop();
        assertThat(load.tally().since(jumped).unanswered()).isEmpty();
    }

    /** Two minutes, since another version starts without the class cache. */
    @Test
    @EnabledIfSystemProperty(
            named = "minutes",
            matches = "[0-9]+",
            disabledReason = "of the long form: scripts/faults.sh")
    void nodesAreReplacedOneAfterTheOtherAndNoRequestFailsThatGoesToAnother() throws Exception {
        Path next = SecondVersion.make(folder, "0.2.0");
        load.start();
        pause(BEFORE);
        long began = System.nanoTime();
        for (int node = 1; node <= Stage.COUNT; node++) {
            stage.restart(node, next);
            assertThat(stage.facts(node)).contains("\"version\":\"0.2.0\"");
        }
        load.stop();
        Span since = load.tally().since(began);
        assertThat(since.of(Kind.PATIENT).unanswered()).isEmpty();
        assertThat(since.longestGapMillis()).isLessThan(GAP_MILLIS_MAX);
    }

    @Test
    void withoutTheBusAllGoesOn() throws Exception {
        load.start();
        pause(BEFORE);
        int alone = stage.leader();
        long split = System.nanoTime();
        stage.splitBus(alone);
        try {
            pause(BUS_UNDER);
        } finally {
            stage.joinBus(alone);
        }
        load.stop();
        assertThat(load.tally().since(split).unanswered()).isEmpty();
    }

    private static void pause(Duration duration) {
        LockSupport.parkNanos(duration.toNanos());
    }
}
