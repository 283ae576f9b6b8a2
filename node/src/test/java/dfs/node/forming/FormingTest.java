package dfs.node.forming;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.node.forming.Decision.Step;
import dfs.node.forming.Standing.Belonging;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * <b>Goal.</b> Nodes that begin together found one cluster, and nothing that happens to them founds a second one.
 *
 * <p><b>Method.</b> The decision alone is driven over seeded histories in which answers are lost, nodes stop for a while, and
 * folders are wiped; a node is asked about the moment it answers.
 */
class FormingTest {

    private static final int NODES = 3;

    /** A node of the simulation: what its folder holds, and whether it runs. */
    private static final class Node {
        private final String id;
        private Member self;
        private Optional<Belonging> belongs = Optional.empty();
        private boolean isUp = true;

        Node(String id) {
            this.id = id;
            this.self = member(id, "0");
        }

        Standing standing() {
            return new Standing(self, belongs);
        }
    }

    private static Member member(String id, String incarnation) {
        return new Member(id, incarnation, new Endpoint(id, 7101), new Endpoint(id, 7001));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000, 2000, 3000, 4000})
    void aHundredSeededHistoriesFoundOneClusterEach(int firstSeed) {
        for (int seed = firstSeed; seed < firstSeed + 100; seed++) {
            runHistory(seed);
        }
    }

    private static void runHistory(int seed) {
        Random dice = new Random(seed);
        List<Node> nodes = new ArrayList<>();
        for (int i = 1; i <= NODES; i++) {
            nodes.add(new Node("node" + i));
        }
        Set<String> founded = new HashSet<>();
        for (int step = 0; step < 200; step++) {
            Node node = nodes.get(dice.nextInt(NODES));
            disturb(node, nodes, dice);
            if (node.isUp) {
                act(node, nodes, dice, founded, 0.3);
            }
            assertThat(founded).as("clusters, seed %d, step %d", seed, step).hasSizeLessThan(2);
        }
        nodes.forEach(node -> node.isUp = true);
        for (int round = 0; round < 3; round++) {
            nodes.forEach(node -> act(node, nodes, dice, founded, 0));
        }
        assertThat(nodes).as("seed %d", seed).allMatch(node -> node.belongs.isPresent());
        assertThat(nodes.stream().map(node -> node.belongs.get().cluster()).distinct())
                .hasSize(1);
    }

    private static void disturb(Node node, List<Node> nodes, Random dice) {
        if (dice.nextInt(10) == 0) {
            node.isUp = !node.isUp;
        }
        // Were all of them wiped, the cluster would be gone, and a new one would be right.
        boolean othersKnow = nodes.stream().anyMatch(other -> other != node && other.belongs.isPresent());
        if (dice.nextInt(20) == 0 && (othersKnow || node.belongs.isEmpty())) {
            node.self = member(node.id, Integer.toString(dice.nextInt(1 << 30)));
            node.belongs = Optional.empty();
        }
    }

    private static void act(Node node, List<Node> nodes, Random dice, Set<String> founded, double loss) {
        if (node.belongs.isPresent()) {
            return;
        }
        List<Optional<Standing>> answers = nodes.stream()
                .filter(other -> other != node)
                .map(other -> other.isUp && dice.nextDouble() >= loss
                        ? Optional.of(other.standing())
                        : Optional.<Standing>empty())
                .toList();
        Step step = Decision.decide(
                node.self,
                answers,
                () -> {
                    String id = "cluster-" + dice.nextInt();
                    founded.add(id);
                    return id;
                },
                1 + dice.nextInt(4));
        if (step instanceof Step.Belong(Belonging to, Optional<Member> via)) {
            node.belongs = Optional.of(to);
        }
    }

    @Test
    void aNodeWhoseDiskWasLostWaitsWhileNobodyWhoKnowsAnswers() {
        assertThat(Decision.decide(
                        member("node1", "new"),
                        List.of(Optional.empty(), Optional.of(new Standing(member("node3", "new"), Optional.empty()))),
                        () -> "second",
                        1))
                .isEqualTo(new Step.Wait());
    }

    @Test
    void whoKeepsNoMetadataFoundsNothingAndIsWaitedForAllTheSame() {
        Member storage = member("node1", "a").withVoice(false);
        Member second = member("node2", "b");
        Member third = member("node3", "c");
        Standing ofStorage = new Standing(storage, Optional.empty());
        Standing ofThird = new Standing(third, Optional.empty());

        assertThat(Decision.decide(
                        storage,
                        List.of(Optional.of(new Standing(second, Optional.empty())), Optional.of(ofThird)),
                        () -> "never",
                        1))
                .isEqualTo(new Step.Wait());
        assertThat(Decision.decide(second, List.of(Optional.empty(), Optional.of(ofThird)), () -> "early", 1))
                .isEqualTo(new Step.Wait());
        assertThat(Decision.decide(second, List.of(Optional.of(ofStorage), Optional.of(ofThird)), () -> "c", 1))
                .isEqualTo(new Step.Belong(new Belonging("c", List.of(second, third), 1), Optional.empty()));
    }

    @Test
    void whoKeepsMetadataDoesNotGoByWhoKeepsNone() {
        Member second = member("node2", "b");
        Member third = member("node3", "c");
        Standing ofStorage =
                new Standing(member("node4", "d").withVoice(false), Optional.of(new Belonging("c", List.of(), 1)));
        Standing ofThird = new Standing(third, Optional.empty());
        Belonging founded = new Belonging("c", List.of(second, third), 1);

        assertThat(Decision.decide(second, List.of(Optional.of(ofStorage), Optional.of(ofThird)), () -> "other", 1))
                .isEqualTo(new Step.Wait());
        assertThat(Decision.decide(third, List.of(Optional.empty(), Optional.of(ofStorage)), () -> "other", 1))
                .isEqualTo(new Step.Wait());
        assertThat(Decision.decide(
                        third,
                        List.of(Optional.of(new Standing(second, Optional.of(founded))), Optional.of(ofStorage)),
                        () -> "other",
                        1))
                .isEqualTo(new Step.Belong(founded, Optional.of(second)));
    }

    @Test
    void aFounderIsKnownByItsIncarnation() {
        Member second = member("node2", "b");
        Belonging founded = new Belonging("c", List.of(member("node1", "a"), second), 1);
        List<Optional<Standing>> answers =
                List.of(Optional.of(new Standing(member("node1", "a"), Optional.of(founded))));
        assertThat(Decision.decide(second, answers, () -> "other", 1))
                .isEqualTo(new Step.Belong(founded, Optional.of(member("node1", "a"))));
        assertThat(Decision.decide(member("node2", "after a wipe"), answers, () -> "other", 1))
                .isEqualTo(new Step.Belong(new Belonging("c", List.of(), 1), Optional.of(member("node1", "a"))));
    }

    /** What each node's own settings say does not matter to who joins. */
    @Test
    void whoJoinsTakesTheGroupsThatTheClusterWasFoundedWith() {
        List<Optional<Standing>> alone = List.of(Optional.of(new Standing(member("node2", "b"), Optional.empty())));
        Step founding = Decision.decide(member("node1", "a"), alone, () -> "c", 3);
        assertThat(founding).isInstanceOfSatisfying(Step.Belong.class, step -> {
            assertThat(step.to().groups()).isEqualTo(3);
            List<Optional<Standing>> founded =
                    List.of(Optional.of(new Standing(member("node1", "a"), Optional.of(step.to()))));
            assertThat(Decision.decide(member("node2", "b"), founded, () -> "other", 1))
                    .isEqualTo(new Step.Belong(step.to(), Optional.of(member("node1", "a"))));
        });
        assertThat(Standing.belonging("{\"cluster\":\"c\",\"founders\":[]}"))
                .isEqualTo(new Belonging("c", List.of(), 1));
    }

    @Test
    void aStandingReadsAsItWasWritten() {
        Standing fresh = new Standing(member("node1", ""), Optional.empty());
        Standing member = new Standing(
                new Member("n", "7f", new Endpoint("::1", 0), new Endpoint("h.example", 65_535), false, false),
                Optional.of(new Belonging("c", List.of(member("node1", "a"), member("node2", "b")), 3)),
                List.of(member("node1", "a"), member("node4", "d").withVoice(false)));
        assertThat(Standing.read(fresh.write())).isEqualTo(fresh);
        assertThat(Standing.read(member.write())).isEqualTo(member);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "[]", "{\"self\":1}", "{\"self\":{\"id\":\"a\",\"raft\":\"x\",\"peer\":\"h:1\"}}"})
    void whatIsNoStandingIsRefused(String text) {
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> Standing.read(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
