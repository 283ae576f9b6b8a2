package dfs.node.forming;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.node.forming.Standing.Belonging;
import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/**
 * <b>Goal.</b> A node without metadata knows who the members are from those that keep it, and goes on with what it knows where none answers.
 *
 * <p><b>Method.</b> Nodes that answer what the test says, or nothing.
 */
class ToldMembershipTest {

    private static final Member SELF = member(1).withVoice(false);

    private final Map<Endpoint, Standing> answers = new ConcurrentHashMap<>();

    private static Member member(int number) {
        return new Member("node" + number, "", new Endpoint("h", 7100), new Endpoint("h", 7000 + number));
    }

    private void answer(Member teller, String cluster, Member... members) {
        answers.put(
                teller.peer(),
                new Standing(teller, Optional.of(new Belonging(cluster, List.of(), 1)), List.of(members)));
    }

    private ToldMembership asking() {
        Peers peers = new ScriptedPeers(peer -> {
            if (peer.equals(member(2).peer())) {
                throw new IllegalArgumentException("of another version");
            }
            return Optional.ofNullable(answers.get(peer));
        });
        return new ToldMembership(
                SELF,
                "ours",
                List.of(2, 6, 3, 7, 4).stream()
                        .map(number -> member(number).peer())
                        .toList(),
                peers);
    }

    @Test
    void membersAreWhoAMemberWithMetadataSays() throws InterruptedException {
        answer(member(6).withVoice(false), "ours", member(6).withVoice(false));
        answer(member(3), "theirs", member(3));
        answer(member(7), "ours");
        answer(member(4), "ours", member(4), member(5));
        try (ToldMembership members = asking()) {
            members.await();
            assertThat(members.members()).containsExactly(member(4), member(5));
            assertThat(members.isMember()).isFalse();

            answer(member(4), "ours", SELF, member(5));
            answer(member(5), "ours", SELF, member(4), member(5));
            await(() -> members.members().size() == 3);
            assertThat(members.isMember()).isTrue();
            answers.clear();
            Thread.sleep(1_500);
            assertThat(members.members()).as("nobody answers").hasSize(3);
        }
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(50);
        }
    }
}
