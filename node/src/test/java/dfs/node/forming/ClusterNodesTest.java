package dfs.node.forming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import dfs.protocol.cluster.Membership;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterNodesTest {

    private static final Member FIRST = member("node1", "a");
    private static final Member SECOND = member("node2", "b");

    /** Members that are what they were made last. */
    private static final class Kept implements Membership {
        private final Member self;
        private List<Member> members;

        Kept(Member self, List<Member> members) {
            this.self = self;
            this.members = members;
        }

        @Override
        public Member self() {
            return self;
        }

        @Override
        public List<Member> members() {
            return members;
        }

        @Override
        public Optional<Member> leader() {
            return members.stream().findFirst();
        }

        @Override
        public void change(List<Member> from, List<Member> to) {
            assertThat(from).isEqualTo(members);
            members = new ArrayList<>(to);
        }
    }

    private static Member member(String nodeId, String incarnation) {
        return new Member(nodeId, incarnation, new Endpoint(nodeId, 7101), new Endpoint(nodeId, 7001));
    }

    @Test
    void aNewcomerTakesThePlaceOfWhatTheSameNodeWas() {
        Kept kept = new Kept(FIRST, List.of(FIRST, SECOND));
        Member again = member("node2", "after its disk was lost");

        new ClusterNodes(kept, at -> Optional.of(again)).admit(again, false);

        assertThat(kept.members()).containsExactly(FIRST, again);
    }

    @Test
    void aNewcomerDoesNotTakeThePlaceOfANodeThatIsThere() {
        Kept kept = new Kept(FIRST, List.of(FIRST, SECOND));
        Member namesake = new Member("node2", "another", new Endpoint("other", 7101), new Endpoint("other", 7001));

        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> new ClusterNodes(kept, at -> Optional.of(SECOND)).admit(namesake, false))
                .withMessageContaining("give this one another NODE_ID");
        assertThat(kept.members()).containsExactly(FIRST, SECOND);
    }

    @Test
    void whoWasTakenOutDoesNotComeBackWithWhatItHad() {
        Kept kept = new Kept(FIRST, List.of(FIRST));
        ClusterNodes nodes = new ClusterNodes(kept, at -> Optional.empty());

        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> nodes.admit(SECOND, true))
                .withMessageContaining("was taken out");
        assertThat(kept.members()).containsExactly(FIRST);
        nodes.admit(SECOND, false);
        nodes.admit(SECOND, true);
        assertThat(kept.members()).containsExactly(FIRST, SECOND);
    }

    @Test
    void theLastNodeThatKeepsBytesStays() {
        Kept kept = new Kept(FIRST, List.of(FIRST, SECOND.keepingBytes(false)));
        ClusterNodes nodes = new ClusterNodes(kept, at -> Optional.empty());

        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> nodes.remove("node1", any -> {}))
                .withMessageContaining("last one that keeps bytes");
        assertThat(kept.members()).hasSize(2);
    }

    @Test
    void theLastNodeThatKeepsMetadataStays() {
        Kept kept = new Kept(FIRST, List.of(FIRST, SECOND.withVoice(false)));
        ClusterNodes nodes = new ClusterNodes(kept, at -> Optional.empty());

        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> nodes.remove("node1", any -> {}))
                .withMessageContaining("last one that keeps metadata");
        assertThat(kept.members()).hasSize(2);
    }

    @Test
    void whoIsNoMemberYetNeverMakesAClusterOfItselfAlone() {
        Kept kept = new Kept(SECOND, List.of());

        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> new ClusterNodes(kept, at -> Optional.empty()).admit(SECOND, false))
                .withMessageContaining("no member of the cluster yet");
        assertThat(kept.members()).isEmpty();
    }

    @Test
    void theLastNodeStaysAndAnUnknownOneIsNotFound() {
        Kept kept = new Kept(FIRST, List.of(FIRST));
        ClusterNodes nodes = new ClusterNodes(kept, at -> Optional.empty());

        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> nodes.remove("node1", any -> {}))
                .withMessageContaining("last one");
        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> nodes.remove("node9", any -> {}))
                .withMessageContaining("no node node9");
        assertThat(kept.members()).containsExactly(FIRST);
    }

    @Test
    void aNodeIsTakenOutOnlyWhereTheCheckOfTheMembersLetsIt() {
        Kept kept = new Kept(FIRST, List.of(FIRST, SECOND));
        ClusterNodes nodes = new ClusterNodes(kept, at -> Optional.empty());

        assertThatExceptionOfType(S3Failure.class)
                .isThrownBy(() -> nodes.remove("node2", members -> {
                    assertThat(members).containsExactly(FIRST, SECOND);
                    throw new S3Failure(ErrorCode.OPERATION_ABORTED);
                }));
        assertThat(kept.members()).containsExactly(FIRST, SECOND);
        assertThat(nodes.remove("node2", members -> {})).hasSize(1);
        assertThat(kept.members()).containsExactly(FIRST);
    }

    @Test
    void nodesAreListedWithWhoLeadsAndWhoAnswers() {
        Kept kept = new Kept(SECOND, List.of(FIRST, SECOND));

        assertThat(new ClusterNodes(kept, at -> Optional.empty()).list())
                .extracting(node -> node.member().nodeId() + node.isSelf() + node.isLeader() + node.isReachable())
                .containsExactly("node1falsetruefalse", "node2truefalsetrue");
    }
}
