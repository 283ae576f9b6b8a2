package dfs.node.forming;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.config.NodeAddress;
import dfs.node.forming.Standing.Belonging;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * <b>Goal.</b> A node that remembers what it belongs to does not go on with it where the others say otherwise.
 *
 * <p><b>Method.</b> The first of three nodes, with what the two others answer.
 */
class BelongingTest {

    private static final Endpoint RAFT = new Endpoint("10.0.0.1", 7101);

    private final Map<Endpoint, Standing> answers = new HashMap<>();
    private Optional<Belonging> remembered = Optional.empty();

    private static Member member(int number) {
        return new Member("node" + number, "", RAFT, new Endpoint("10.0.0.1", 7000 + number));
    }

    private static Optional<Belonging> cluster(String id) {
        return Optional.of(new Belonging(id, List.of(), 1));
    }

    private void answers(int number, Optional<Belonging> belongs, Integer... members) {
        answers.put(
                member(number).peer(),
                new Standing(
                        member(number),
                        belongs,
                        List.of(members).stream().map(BelongingTest::member).toList()));
    }

    private Forming forming() {
        Forming.BelongingFile file = new Forming.BelongingFile() {
            @Override
            public Optional<Belonging> read() {
                return remembered;
            }

            @Override
            public void write(Belonging belonging) {
                remembered = Optional.of(belonging);
            }
        };
        Peers peers = new ScriptedPeers(peer -> Optional.ofNullable(answers.get(peer)));
        List<NodeAddress> others = List.of(
                new NodeAddress("node2", member(2).peer()),
                new NodeAddress("node3", member(3).peer()));
        return new Forming(member(1), file, others, peers, () -> "founded", 1);
    }

    @Test
    void aNodeThatWasAloneGrowsWhereNobodyBelongsToAClusterYet() {
        answers(2, Optional.empty());
        assertThat(forming().growFromAlone()).isEmpty();
        assertThat(remembered).isEqualTo(cluster("founded"));
    }

    @Test
    void aNodeThatWasAloneDoesNotGrowBesideACluster() {
        answers(3, cluster("theirs"), 2, 3);
        assertThat(forming().growFromAlone())
                .hasValueSatisfying(why -> assertThat(why).contains("node3"));
        assertThat(remembered).isEmpty();
    }

    @Test
    void whoIsOfAnotherClusterThanMostIsNotOneOfThem() {
        remembered = cluster("mine");
        answers(2, cluster("theirs"), 2, 3);
        assertThat(forming().whyNotOneOfThem(true)).as("one against one").isEmpty();
        answers(3, cluster("mine"), 1, 3);
        assertThat(forming().whyNotOneOfThem(true)).as("one against two").isEmpty();
        answers(3, cluster("theirs"), 2, 3);
        assertThat(forming().whyNotOneOfThem(true))
                .hasValueSatisfying(why -> assertThat(why).contains("another cluster"));
    }

    @Test
    void whoWasTakenOutIsNotOneOfThemAndWhoWasNeverInMayAsk() {
        remembered = cluster("mine");
        assertThat(forming().whyNotOneOfThem(true)).as("nobody answers").isEmpty();
        answers(2, cluster("mine"));
        assertThat(forming().whyNotOneOfThem(true)).as("nobody knows").isEmpty();
        answers(3, cluster("mine"), 2, 3);
        assertThat(forming().whyNotOneOfThem(true))
                .as("one of two may have been away")
                .isEmpty();
        answers(2, cluster("mine"), 2, 3);
        assertThat(forming().whyNotOneOfThem(false)).as("never in").isEmpty();
        assertThat(forming().whyNotOneOfThem(true))
                .hasValueSatisfying(why -> assertThat(why).contains("taken out"));
        answers(2, cluster("mine"), 1, 2, 3);
        assertThat(forming().whyNotOneOfThem(true)).as("somebody knows it").isEmpty();
    }
}
